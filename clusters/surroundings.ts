import { type Autoscaling, type OutsidePods } from '../charts/lib/site';
import { type Network } from './cluster';

const prometheus: OutsidePods = { namespace: 'monitoring', labels: { 'app.kubernetes.io/name': 'prometheus' } };

/** KEDA and Prometheus as their charts install them. */
export const autoscaling: Autoscaling = {
  keda: { namespace: 'operators', labels: { 'app.kubernetes.io/name': 'keda-operator' } },
  prometheus,
  prometheusUrl: 'https://prometheus.monitoring.svc:9090',
};

/** What clusters of several nodes have in common. */
export const clusterNetwork: Omit<Network, 'apiServer'> = {
  dns: { namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' }, port: 53 },
  entrance: { namespace: 'edge', labels: { 'app.kubernetes.io/name': 'edge' } },
};
