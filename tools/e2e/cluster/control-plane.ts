import type { KubernetesApi } from '../api/kubernetes-api';
import { timed } from '../progress';
import { apiProxy } from './api-proxy';
import { apiServer } from './api-server';
import { writeCertificates } from './certificates';
import type { Components } from './components';
import { controllerManager } from './controller-manager';
import { etcd } from './etcd';
import { kubeconfigFile } from './kubeconfig';
import type { Layout } from './layout';
import { scheduler } from './scheduler';

/** Starts the control plane, each part when it can work. */
export async function startControlPlane(layout: Layout, components: Components, api: KubernetesApi): Promise<void> {
  await timed('certificates', () => writeCertificates(layout.keys));
  await timed('etcd and kube-apiserver', async () => {
    components.run(etcd(layout));
    components.run(apiServer(layout));
    const kubeconfig = kubeconfigFile(layout.keys, 'admin');
    components.run(apiProxy({ kubectl: layout.programs.kubectl, kubeconfig, socket: layout.socket }));
    await components.until('kube-apiserver is not ready', () => api.isReady());
  });
  await timed('kube-controller-manager and kube-scheduler', async () => {
    components.run(controllerManager(layout));
    components.run(scheduler(layout));
    const account = '/api/v1/namespaces/default/serviceaccounts/default';
    await components.until('no controller works', () => api.exists(account));
  });
}
