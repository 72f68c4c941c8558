import { type Construct } from 'constructs';
import { type Entrance } from '../lib/entrance';
import { outsideParty } from '../lib/flow';
import { Tier, type TierProps } from '../lib/tier';
import { housePorts } from '../lib/house';
import { origin } from './origin';

/** What a cluster chooses about its pages. */
export interface FrontOfficeProps extends TierProps {
  /** Servers of pages and bundles. */
  readonly origins: number;
}

/** Serves the widget and its page. */
export class FrontOffice extends Tier {
  /** Where visitors come in. */
  readonly entrance: Entrance;

  constructor(scope: Construct, props: FrontOfficeProps) {
    super(scope, 'front-office', props);
    const pages = origin(this, props);
    pages.pods.admit(outsideParty('visitors', this.site.entrance), 'pages', housePorts.users);
    this.entrance = { path: '/', service: pages.name, namespace: this.tier, port: housePorts.users };
  }
}
