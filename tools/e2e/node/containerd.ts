import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addresses } from '../cluster/addresses';
import type { Component } from '../cluster/layout';
import { networkPluginFolders } from '../programs/debian-packages';
import { pauseImage, type NodeLayout } from './node-layout';

/** The container runtime, with Debian's runc and network plugins. Its state lies in the run's folder and in no other. */
export function containerd({ programs, configuration, containerd: folder }: NodeLayout): Component {
  const network = join(configuration, 'cni');
  mkdirSync(network, { recursive: true });
  writeFileSync(join(network, '10-pods.conflist'), JSON.stringify(podNetwork(folder), null, 2));
  const file = join(configuration, 'containerd.toml');
  writeFileSync(file, settings(folder, network));
  // containerd finds its shim by name.
  return {
    name: 'containerd',
    program: 'env',
    args: [`PATH=${programs.folder}:${process.env['PATH'] ?? ''}`, programs.containerd, '-c', file],
  };
}

/** One bridge; no address is masked, because no packet leaves. */
function podNetwork(folder: string): object {
  const ranges = [[{ subnet: addresses.pods }]];
  const ipam = { type: 'host-local', dataDir: join(folder, 'addresses'), ranges, routes: [{ dst: '0.0.0.0/0' }] };
  return {
    cniVersion: '1.0.0',
    name: 'perchoir-e2e',
    plugins: [{ type: 'bridge', bridge: 'pods', isGateway: true, hairpinMode: true, ipam }],
  };
}

function settings(folder: string, network: string): string {
  return `version = 3
root = "${join(folder, 'root')}"
state = "${join(folder, 'state')}"
disabled_plugins = ["io.containerd.nri.v1.nri", "io.containerd.internal.v1.tracing"]

[grpc]
  address = "${join(folder, 'containerd.sock')}"

[plugins."io.containerd.cri.v1.images".pinned_images]
  sandbox = "${pauseImage}"

[plugins."io.containerd.cri.v1.runtime"]
  # Without the capability CAP_SYS_RESOURCE, which containers of CI lack, no score can be lowered and no pod would start.
  restrict_oom_score_adj = true
  netns_mounts_under_state_dir = true
  enable_unprivileged_ports = true

  [plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"

    [plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc.options]
      SystemdCgroup = false
      Root = "${join(folder, 'runc')}"

  [plugins."io.containerd.cri.v1.runtime".cni]
    bin_dirs = ${JSON.stringify(networkPluginFolders)}
    conf_dir = "${network}"

[plugins."io.containerd.grpc.v1.cri"]
  disable_tcp_service = true
  stream_server_address = "127.0.0.1"

[plugins."io.containerd.internal.v1.opt"]
  path = "${join(folder, 'opt')}"
`;
}
