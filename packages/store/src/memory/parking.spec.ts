import { describeParking } from '../../test/parking-conformance.js';
import { createMemoryParking } from './parking.js';

describeParking('memory', async () => {
  const parking = createMemoryParking();
  return { parking, another: parking };
});
