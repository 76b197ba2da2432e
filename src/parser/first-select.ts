import type { Query, Select } from './ast.js';

/** The SELECT that a query begins with. */
export const firstSelect = (query: Query): Select => (query.kind === 'Select' ? query : firstSelect(query.left));
