import { Fragment } from 'react';

/** A long name such as GlobalAveragePooling1D or time_distributed_1 may break where a word of it begins. */
export function BreakableName({ name }: { readonly name: string }) {
  return name.split(/(?<=[a-z])(?=[A-Z])|(?<=_)(?=[^_])/).map((word, index) => (
    <Fragment key={`${index} ${word}`}>
      {index > 0 && <wbr />}
      {word}
    </Fragment>
  ));
}
