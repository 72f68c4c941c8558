/**
 * What a question asks for. It decides what a passage must hold to answer it: a `duration` needs a number with a unit
 * of time, a `money` a price, a `person` a name. `procedure` asks for instructions,
 * `means` for how something is done. `open` asks for no kind of value that can be recognised.
 */
export type QuestionKind =
  | 'count'
  | 'duration'
  | 'frequency'
  | 'size'
  | 'money'
  | 'date'
  | 'person'
  | 'place'
  | 'reason'
  | 'number'
  | 'means'
  | 'procedure'
  | 'open';
