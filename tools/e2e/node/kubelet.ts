import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addresses, nodeName } from '../cluster/addresses';
import { kubeconfigFile } from '../cluster/kubeconfig';
import type { Component } from '../cluster/layout';
import type { NodeLayout } from './node-layout';

/** The agent of the node. */
export function kubelet(layout: NodeLayout): Component {
  const { programs, configuration, keys, kubelet: folder } = layout;
  const file = join(configuration, 'kubelet.json');
  writeFileSync(file, JSON.stringify(settings(layout), null, 2));
  return {
    name: 'kubelet',
    program: programs.kubelet,
    args: [
      `--kubeconfig=${kubeconfigFile(keys, 'kubelet')}`,
      `--config=${file}`,
      `--root-dir=${folder}`,
      `--cert-dir=${join(folder, 'pki')}`,
      `--hostname-override=${nodeName}`,
      `--node-ip=${addresses.node}`,
    ],
  };
}

function settings({ keys, kubelet: folder, containerdSocket }: NodeLayout): object {
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    address: addresses.node,
    healthzBindAddress: '127.0.0.1',
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: join(keys, 'cluster.crt') },
    },
    authorization: { mode: 'Webhook' },
    tlsCertFile: join(keys, 'kubelet-serving.crt'),
    tlsPrivateKeyFile: join(keys, 'kubelet-serving.key'),
    clusterDomain: 'cluster.local',
    clusterDNS: [addresses.dns],
    // The machine's resolver cannot be reached from inside.
    resolvConf: '',
    containerRuntimeEndpoint: `unix://${containerdSocket}`,
    podLogsDir: join(folder, 'pod-logs'),
    volumePluginDir: join(folder, 'volume-plugins'),
    cgroupDriver: 'cgroupfs',
    // Debian 12 in a virtual machine may still have the first version of control groups.
    failCgroupV1: false,
    failSwapOn: false,
    nodeStatusUpdateFrequency: '5s',
    serializeImagePulls: false,
    // A nearly full disk is the person's affair, and pods of a proof must not be evicted for it.
    imageGCHighThresholdPercent: 100,
    evictionHard: { 'memory.available': '100Mi', 'nodefs.available': '1%', 'imagefs.available': '1%' },
  };
}
