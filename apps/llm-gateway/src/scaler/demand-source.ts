import type { Role } from '../queue/ticket';

/** What a scaler asks. KEDA's external-push protocol is these three, one for each of its calls. */
export interface DemandSource {
  /** Whether one replica is to stay although nothing may run (`IsActive`). */
  isActive(role: Role): boolean;
  /** Replicas wanted now, to be applied as it is: a target of 1 for each replica (`GetMetrics`). */
  desired(role: Role): number;
  /** Tells of the first request after a pause, at once (`StreamIsActive`). Returns what ends it. */
  onActivation(listener: (role: Role) => void): () => void;
}
