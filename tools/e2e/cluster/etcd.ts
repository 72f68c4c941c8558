import { etcdUrl, ports } from './addresses';
import type { Component, Layout } from './layout';

/** The database of the cluster. It does not wait for the disk: its data lives no longer than the run. */
export function etcd({ programs, data }: Layout): Component {
  const peers = `http://127.0.0.1:${ports.etcdPeers}`;
  return {
    name: 'etcd',
    program: programs.etcd,
    args: [
      '--name=only',
      `--data-dir=${data}`,
      '--unsafe-no-fsync',
      '--log-level=warn',
      `--listen-client-urls=${etcdUrl}`,
      `--advertise-client-urls=${etcdUrl}`,
      `--listen-peer-urls=${peers}`,
      `--initial-advertise-peer-urls=${peers}`,
      `--initial-cluster=only=${peers}`,
    ],
  };
}
