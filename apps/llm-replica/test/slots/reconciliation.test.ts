import { Reconciliation } from '../../src/slots/reconciliation';
import { SlotCounter } from '../../src/slots/slot-counter';

describe('Reconciliation', () => {
  test('quarantines what the engine still works on at the second look, and frees it when the engine is done', () => {
    const slots = new SlotCounter(5);
    const reconciliation = new Reconciliation(slots);
    slots.acquire();
    reconciliation.look({ kind: 'up', working: 3 });
    expect(slots.view.busy).toBe(1);
    reconciliation.look({ kind: 'up', working: 3 });
    expect(slots.view.busy).toBe(3);
    reconciliation.look({ kind: 'up', working: 1 });
    expect(slots.view.busy).toBe(1);
  });

  test('an abort that takes the engine a moment costs nothing', () => {
    const slots = new SlotCounter(5);
    const reconciliation = new Reconciliation(slots);
    reconciliation.look({ kind: 'up', working: 1 });
    reconciliation.look({ kind: 'up', working: 0 });
    reconciliation.look({ kind: 'up', working: 1 });
    expect(slots.view.busy).toBe(0);
  });
});
