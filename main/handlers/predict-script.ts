/**
 * A Python program that goes into a Keras export: it prepares a new file by recipe.json as the app does and prints what the
 * model predicts. Only keras and numpy are needed, so that a developer can read it and take out what they need.
 */
export const predictScript = String.raw`"""Predicts for a new file:  python predict.py FILE   (needs keras, numpy and a Keras backend such as tensorflow)

Everything comes from recipe.json: which columns, how they are filled, encoded and scaled, how rows become samples.
A table is a CSV in UTF-8 with a header and decimal points; a text model goes on from the end of a text file.
"""
import csv, datetime, json, os, re, string, sys
import numpy
import keras

try:
    import weft_objects  # classes of the studio's own, where the model has some
except ImportError:
    pass

with open('recipe.json', encoding='utf-8') as file:
    saved = json.load(file)
fitted = saved['fitted']
steps = {step['step']: step for step in saved['recipe']['steps']}
types = {column['name']: column['type'] for column in saved['source'].get('file', {}).get('columns', [])}
missing_words = {'', 'na', 'n/a', '#n/a', 'nan', 'null', 'none', '-', '?'}


def is_missing(text, name):
    return text.strip() == '' or (types.get(name) != 'text' and text.strip().lower() in missing_words)


def as_number(text, name):
    if types.get(name) in ('date', 'timestamp'):
        return datetime.datetime.fromisoformat(text.strip()).replace(tzinfo=datetime.timezone.utc).timestamp() * 1000
    return {'true': 1.0, 'false': 0.0}.get(text.strip().lower()) if types.get(name) == 'boolean' else float(text)


def scaled(value, scale):
    if scale['method'] == 'standard':
        return (value - scale['mean']) / (scale['deviation'] or 1)
    low, high = scale['range']
    return low + (value - scale['min']) * (high - low) / ((scale['max'] - scale['min']) or 1)


def unscaled(value, scale):
    if scale['method'] == 'standard':
        return value * (scale['deviation'] or 1) + scale['mean']
    low, high = scale['range']
    return scale['min'] + (value - low) * ((scale['max'] - scale['min']) or 1) / ((high - low) or 1)


def class_name(text, name):
    if types.get(name) in ('integer', 'number'):
        return f'{float(text):.15g}'
    return text


def policy(name):
    step = steps.get('missing', {'default': 'refuse', 'columns': {}})
    return step['columns'].get(name, step['default'])


def word_numbers(text, words):
    """Numbers of the words of a text as Keras' TextVectorization finds them: 0 fills, 1 is unknown."""
    lower = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
    text = text.translate(lower).translate({ord(sign): None for sign in string.punctuation})
    single = list(text) if words['unit'] == 'character' else [word for word in re.split('[ \t\n\v\f\r]+', text) if word]
    found = list(single)
    for size in range(2, words['ngrams'] + 1):
        found += [' '.join(single[at : at + size]) for at in range(len(single) - size + 1)]
    if 'places' not in words:
        words['places'] = {word: at for at, word in enumerate(words['vocabulary']) if at > 1}
    return [words['places'].get(word, 1) for word in found]


def word_values(text, words):
    numbers = word_numbers(text, words)
    if words['output'] == 'indices':
        return (numbers + [0] * words['length'])[: words['length']]
    values = [0.0] * (len(words['vocabulary']) - 1)
    for number in numbers:
        added = words['idf'][number] if words['output'] == 'tfIdf' else 1
        values[number - 1] = 1 if words['output'] == 'multiHot' else values[number - 1] + added
    return values


def encode(rows):
    """The numbers of each row, one feature after the other."""
    result, before = [], {}
    for row in rows:
        values = []
        for column in fitted['features']:
            name = column['column']
            text = row[name]
            if is_missing(text, name):
                if 'fill' in column:
                    text = str(column['fill'])
                elif policy(name) == 'previous' and name in before:
                    text = before[name]
                else:
                    raise SystemExit(f'A value is missing in column "{name}".')
            before[name] = text
            if column['encoding'] == 'number':
                value = as_number(text, name)
                values.append(scaled(value, column['scale']) if 'scale' in column else value)
            elif column['encoding'] == 'words':
                values += word_values(text, column['words'])
            else:
                place = column['classes'].index(class_name(text, name))
                one_hot = [float(place == i) for i in range(len(column['classes']))]
                values += one_hot if column['encoding'] == 'oneHot' else [place]
        result.append(values)
    return numpy.array(result, dtype='float32')


def shaped(values):
    """One row after the other as a picture or a sequence of pixels; numbers of words are whole."""
    if steps.get('words', {}).get('output') == 'indices':
        return values.astype('int32')
    if 'image' not in steps:
        return values
    size = steps['image']
    pixels = [size['height'], size['width']] if size['layout'] == 'image' else [size['height'] * size['width']]
    return values.reshape([*values.shape[:-1], *pixels, size['channels']])


def padded(values):
    pad, length = steps['pad'], fitted['length'] or len(values)
    values = values[-length:] if pad['truncate'] == 'pre' else values[:length]
    filling = numpy.full((length - len(values), values.shape[1]), pad['value'], dtype='float32')
    return numpy.concatenate([filling, values] if pad['side'] == 'pre' else [values, filling])


def samples(rows):
    """The series, the name and the input of each sample."""
    dropped = [column['column'] for column in fitted['features'] if policy(column['column']) == 'drop']
    rows = [row for row in rows if not any(is_missing(row[name], name) for name in dropped)]
    if 'order' in steps:
        by = steps['order']['by']
        key = (lambda row: row[by]) if types.get(by) == 'text' else (lambda row: as_number(row[by], by))
        rows.sort(key=key, reverse=steps['order']['direction'] == 'descending')
    groups = {}
    for row in rows:
        groups.setdefault(row[steps['group']['by']] if 'group' in steps else '', []).append(row)
    for name, members in groups.items():
        values = encode(members)
        if 'window' in steps:
            window = steps['window']
            length, sampling = window['length'], window['sampling']
            for start in range(0, len(values) - (length - 1) * sampling, window['stride']):
                rows = values[start : start + (length - 1) * sampling + 1 : sampling]
                yield name, f'{name} {start + 1}'.strip(), shaped(rows)
        elif 'group' in steps:
            yield name, name, shaped(padded(values) if 'pad' in steps else values)
        else:
            for number, value in enumerate(values):
                yield name, str(number + 1), shaped(value)


def answers(output):
    """A model's output for one sample in words or in the file's own units."""
    targets = fitted['targets']
    if targets[0]['encoding'] == 'number':
        scales = [target.get('scale') for target in targets]
        pairs = ((value, scales[i % len(scales)]) for i, value in enumerate(output.ravel()))
        return [unscaled(value, scale) if scale else value for value, scale in pairs]
    rows = output.reshape(-1, output.shape[-1])
    if 'pairThreshold' in saved:
        return [targets[0]['classes'][int(row[0] < saved['pairThreshold'])] for row in rows]
    return [targets[0]['classes'][int(row.argmax()) if len(row) > 1 else int(row[0] >= 0.5)] for row in rows]


def stateful_layers(model):
    return [layer for layer in model._flatten_layers() if getattr(layer, 'stateful', False) and hasattr(layer, 'reset_states')]


def for_single_samples(model):
    """The same model for batches of one: a stateful model is built for as many series at once as it was trained with."""

    def changed(value):
        if isinstance(value, dict):
            shapes = ('batch_shape', 'batch_input_shape')
            # Layers are built anew, for what arrives now.
            kept = [(key, each) for key, each in value.items() if key != 'build_config']
            return {key: [1, *each[1:]] if key in shapes and each else changed(each) for key, each in kept}
        return [changed(each) for each in value] if isinstance(value, (list, tuple)) else value

    single = model.__class__.from_config(changed(model.get_config()))
    states = {id(state) for one in (model, single) for layer in stateful_layers(one) for state in states_of(layer)}
    kept = [[weight for weight in one.weights if id(weight) not in states] for one in (model, single)]
    for ours, theirs in zip(*kept, strict=True):
        theirs.assign(ours)
    return single


def states_of(layer):
    """What a layer remembers: neither its weights nor those of the layers inside of it."""
    return keras.tree.flatten(getattr(layer, 'states', None) or [])


def remembering(model, found):
    """Predictions of a stateful model, sample by sample: each series from its beginning."""
    model, before, outputs = for_single_samples(model), None, []
    for series, _, inputs in found:
        if series != before or saved.get('stateReset') == 'batch':
            for layer in stateful_layers(model):
                layer.reset_states()
        before = series
        outputs.append(predicted(model, [x[None] for x in inputs])[0])
    return outputs


def predicted(model, inputs):
    """For every sample what each output of the model gives."""
    outputs = model.predict(inputs[0] if len(inputs) == 1 else inputs, verbose=0)
    return list(zip(*outputs)) if isinstance(outputs, (list, tuple)) else [(output,) for output in outputs]


def write(model, text, characters=400, temperature=0.5):
    """Goes on from a text, character by character."""
    alphabet, step = fitted['alphabet'], steps['characters']
    codes = [alphabet.index(character) for character in text if character in alphabet][-step['length'] :]
    if len(codes) < step['length']:
        raise SystemExit(f"The text needs at least {step['length']} characters that the model knows.")
    chance = numpy.random.default_rng(1)
    for _ in range(characters):
        window = numpy.array(codes[-step['length'] :])
        x = numpy.eye(len(alphabet), dtype='float32')[window] if step['oneHot'] else window
        logits = numpy.log(numpy.asarray(model(x[None]))[0].astype('float64') + 1e-12) / temperature
        odds = numpy.exp(logits - logits.max())
        codes.append(int(chance.choice(len(alphabet), p=odds / odds.sum())))
        print(alphabet[codes[-1]], end='', flush=True)
    print()


model = keras.saving.load_model('model.keras' if os.path.exists('model.keras') else 'model.h5')
if len(sys.argv) < 2:
    model.summary()
elif fitted['kind'] == 'text':
    with open(sys.argv[1], encoding='utf-8') as file:
        write(model, file.read())
elif fitted['kind'] == 'generator':
    raise SystemExit('This model was trained on generated data: give model.predict an array of the shape above.')
else:
    with open(sys.argv[1], encoding='utf-8-sig', newline='') as file:
        delimiter = max(',;\t', key=file.readline().count)
        file.seek(0)
        found = list(samples(list(csv.DictReader(file, delimiter=delimiter))))
    table = csv.writer(sys.stdout)
    if 'pairs' in steps:
        # A pair is two samples in the file's order.
        found = [('', f'{a} - {b}', (x, z)) for (_, a, x), (_, b, z) in zip(found[::2], found[1::2])]
    else:
        found = [(series, name, (x,)) for series, name, x in found]
    if stateful_layers(model):
        outputs = remembering(model, found)
    elif len({tuple(x.shape for x in inputs) for *_, inputs in found}) == 1:
        outputs = predicted(model, [numpy.stack(each) for each in zip(*(inputs for *_, inputs in found))])
    else:
        # Sequences of different lengths go one by one.
        outputs = [predicted(model, [x[None] for x in inputs])[0] for *_, inputs in found]
    for (_, name, _), each in zip(found, outputs):
        table.writerow([name, *(answer for output in each for answer in answers(output))])
`;
