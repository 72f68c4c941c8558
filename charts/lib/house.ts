import { k8s } from 'cdk8s-plus-28';
import { type Construct } from 'constructs';
import { identityFiles, tlsFolder } from './certificate';
import { type Probes, type Variables } from './container';
import { Manifest } from './manifest';

/** Ports of every service: users and operators. */
export const housePorts = { users: 8080, admin: 9090 } as const;

/** User id of our images' processes. */
export const HOUSE_USER_ID = 65_532;

/** A process needs a moment to be told before its time runs out. */
const SECONDS_BEFORE_THE_END = 5;

export interface HouseVariables {
  readonly ports: Readonly<Record<string, number>>;
  readonly logLevel: string;
  readonly gracePeriodSeconds: number;
}

/**
 * The variables that every service reads.
 *
 * @throws Error when the grace period leaves no time to stop in.
 */
export function houseVariables({ ports, logLevel, gracePeriodSeconds }: HouseVariables): Variables {
  const graceSeconds = gracePeriodSeconds - SECONDS_BEFORE_THE_END;
  if (graceSeconds < 1)
    throw new Error(`gracePeriodSeconds must exceed ${SECONDS_BEFORE_THE_END}, it is ${gracePeriodSeconds}`);
  const tls = identityFiles(tlsFolder);
  return {
    PORT: String(ports['users'] ?? housePorts.users),
    ADMIN_PORT: String(ports['admin'] ?? housePorts.admin),
    TLS_CERT_FILE: tls.cert,
    TLS_KEY_FILE: tls.key,
    TLS_CA_FILE: tls.ca,
    LOG_LEVEL: logLevel,
    SHUTDOWN_GRACE_SECONDS: String(graceSeconds),
  };
}

/** The probes that every service answers on its admin port. */
export function houseProbes({ admin = housePorts.admin }: { readonly admin?: number }): Probes {
  return { port: admin, scheme: 'HTTPS', startup: '/livez', liveness: '/livez', readiness: '/readyz' };
}

/** An object that belongs to a workload. */
export interface Belonging {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** An account without rights: whoever needs some binds a Role to it. */
export function serviceAccount(scope: Construct, belonging: Belonging): void {
  const body = () => ({ automountServiceAccountToken: false });
  new Manifest(scope, 'account', { apiVersion: 'v1', kind: 'ServiceAccount', ...belonging, body });
}

/** Lets a drain take one pod at a time. */
export function disruptionBudget(scope: Construct, belonging: Belonging, selector: Record<string, string>): void {
  const spec: k8s.PodDisruptionBudgetSpec = {
    maxUnavailable: k8s.IntOrString.fromNumber(1),
    selector: { matchLabels: selector },
    // A pod that is not ready protects nobody.
    unhealthyPodEvictionPolicy: 'AlwaysAllow',
  };
  const body = () => ({ spec: k8s.toJson_PodDisruptionBudgetSpec(spec) as object });
  new Manifest(scope, 'disruption-budget', {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    ...belonging,
    body,
  });
}
