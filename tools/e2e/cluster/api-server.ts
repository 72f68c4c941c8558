import { join } from 'node:path';
import { addresses, etcdUrl, ports } from './addresses';
import type { Component, Layout } from './layout';

/** The API server, with the admission plugins that Kubernetes enables by itself; PodSecurity is among them. */
export function apiServer({ programs, keys }: Layout): Component {
  return {
    name: 'kube-apiserver',
    program: programs.apiServer,
    args: [
      `--etcd-servers=${etcdUrl}`,
      `--bind-address=${addresses.node}`,
      `--advertise-address=${addresses.node}`,
      `--secure-port=${ports.api}`,
      `--service-cluster-ip-range=${addresses.services}`,
      '--authorization-mode=Node,RBAC',
      '--enable-admission-plugins=NodeRestriction',
      '--allow-privileged=true',
      '--profiling=false',
      ...identity(keys),
      ...serviceAccounts(keys),
      ...kubelets(keys),
      ...aggregation(keys),
    ],
  };
}

function identity(keys: string): readonly string[] {
  return [
    `--tls-cert-file=${join(keys, 'kube-apiserver.crt')}`,
    `--tls-private-key-file=${join(keys, 'kube-apiserver.key')}`,
    `--client-ca-file=${join(keys, 'cluster.crt')}`,
  ];
}

function serviceAccounts(keys: string): readonly string[] {
  return [
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${join(keys, 'service-accounts.pub')}`,
    `--service-account-signing-key-file=${join(keys, 'service-accounts.key')}`,
  ];
}

/** Logs of pods, and commands in them, come through kubelet. */
function kubelets(keys: string): readonly string[] {
  return [
    `--kubelet-client-certificate=${join(keys, 'kubelet-client.crt')}`,
    `--kubelet-client-key=${join(keys, 'kubelet-client.key')}`,
    `--kubelet-certificate-authority=${join(keys, 'cluster.crt')}`,
    '--kubelet-preferred-address-types=InternalIP',
  ];
}

/** Servers that extend the API, as KEDA's metrics do, are told by these certificates that we speak for the caller. */
function aggregation(keys: string): readonly string[] {
  return [
    `--requestheader-client-ca-file=${join(keys, 'aggregation.crt')}`,
    '--requestheader-allowed-names=aggregator',
    '--requestheader-username-headers=X-Remote-User',
    '--requestheader-group-headers=X-Remote-Group',
    '--requestheader-extra-headers-prefix=X-Remote-Extra-',
    `--proxy-client-cert-file=${join(keys, 'aggregator.crt')}`,
    `--proxy-client-key-file=${join(keys, 'aggregator.key')}`,
  ];
}
