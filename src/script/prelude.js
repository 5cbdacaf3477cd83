// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

// The realm that expressions and scripts see. It is evaluated once in every fresh context, before
// anything of the user's, and returns the function that begins a request. From then on nothing in
// the realm can change: what one item's code does, another's cannot see. Clock and randomness are
// the run's, so that the same run gives the same values again.
(function (askForDate) {
  'use strict';

  const RealDate = Date;
  const RealFunction = Function;
  const parseJson = JSON.parse;
  const stringify = JSON.stringify;
  const { defineProperty, freeze, getOwnPropertyDescriptor, getPrototypeOf, hasOwn } = Object;
  const { construct, deleteProperty, ownKeys } = Reflect;
  const { isArray } = Array;
  const isOwn = hasOwn ?? ((object, name) => getOwnPropertyDescriptor(object, name) !== undefined);
  const getTime = (date) => RealDate.prototype.getTime.call(date);
  const toIsoText = (date) => RealDate.prototype.toISOString.call(date);

  const PRELUDE = 'prelude.js';
  // Lines that the function constructor and begin() put in front of the user's text.
  const LINES_BEFORE = 3;
  const DEEPEST = 500;
  const LARGEST_RESULT = 16 * 1024 * 1024;
  const LARGEST_INTEGER = 2n ** 63n - 1n;
  const SMALLEST_INTEGER = -(2n ** 63n);

  let now = 0;
  let nowText = '';

  // Randomness: sfc32 by Chris Doty-Humphrey, seeded anew for every item from a text.

  let a = 0;
  let b = 0;
  let c = 0;
  let counter = 1;
  let seedText = '';

  function nextRandom() {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return sum >>> 0;
  }

  function hashText(text, basis) {
    let hash = basis;
    for (let i = 0; i < text.length; i++)
      hash = Math.imul(hash ^ text.charCodeAt(i), 16777619);
    return hash | 0;
  }

  // Only when the first number is drawn: most code draws none.
  function seedRandom(text) {
    a = hashText(text, 0x811c9dc5);
    b = hashText(text, 0x01234567);
    c = hashText(text, 0x3c6ef372);
    counter = 1;
    for (let i = 0; i < 12; i++)
      nextRandom();
  }

  function random() {
    if (seedText !== '') {
      seedRandom(seedText);
      seedText = '';
    }
    return ((nextRandom() >>> 5) * 67108864 + (nextRandom() >>> 6)) / 9007199254740992;
  }

  // Results. A value that JSON cannot hold is refused by name instead of being dropped in silence.

  class ResultError {
    constructor(code, what) {
      this.code = code;
      this.what = what;
    }
  }

  function writeNumber(value) {
    if (!Number.isFinite(value))
      throw new ResultError('number', String(value));
    const text = String(value);
    if (!Number.isInteger(value) || Number.isSafeInteger(value) || text.includes('e'))
      return text;
    return text + '.0';
  }

  function writeDate(value) {
    const time = getTime(value);
    if (Number.isNaN(time))
      throw new ResultError('date', '');
    return stringify(toIsoText(value).replace('.000Z', 'Z'));
  }

  function writeObject(value, depth) {
    const prototype = getPrototypeOf(value);
    if (prototype === RealDate.prototype)
      return writeDate(value);
    if (prototype !== null && prototype !== Object.prototype)
      throw new ResultError('object', String(prototype.constructor?.name || 'object'));
    let text = '{';
    for (const name of Object.keys(value)) {
      if (text.length > 1)
        text += ',';
      text += stringify(name) + ':' + write(value[name], depth);
    }
    return text + '}';
  }

  function writeArray(value, depth) {
    let text = '[';
    for (let i = 0; i < value.length; i++)
      text += (i > 0 ? ',' : '') + write(value[i], depth);
    return text + ']';
  }

  function write(value, depth) {
    switch (typeof value) {
    case 'string':
      return stringify(value);
    case 'number':
      return writeNumber(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'undefined':
      return 'null';
    case 'bigint':
      if (value > LARGEST_INTEGER || value < SMALLEST_INTEGER)
        throw new ResultError('integer', '');
      return String(value);
    case 'object':
      if (value === null)
        return 'null';
      if (depth >= DEEPEST)
        throw new ResultError('depth', '');
      return isArray(value) ? writeArray(value, depth + 1) : writeObject(value, depth + 1);
    default:
      throw new ResultError('type', typeof value);
    }
  }

  // Input with integers that a JavaScript number cannot hold comes tagged: every text starts with
  // "s", and such an integer is a text that starts with "i".

  function untag(value) {
    if (typeof value === 'string')
      return value[0] === 'i' ? BigInt(value.slice(1)) : value.slice(1);
    if (value !== null && typeof value === 'object')
      for (const name of Object.keys(value))
        defineProperty(value, name, { value: untag(value[name]), writable: true,
                                      enumerable: true, configurable: true });
    return value;
  }

  function read(text, tagged) {
    const value = parseJson(text);
    return tagged ? untag(value) : value;
  }

  function freezeData(value) {
    if (value !== null && typeof value === 'object') {
      freeze(value);
      for (const name of Object.keys(value))
        freezeData(value[name]);
    }
    return value;
  }

  // Dates: the calculations are the parent's; they know the time zones, this process reads no file.

  function dateText(value) {
    if (value !== null && typeof value === 'object' && getPrototypeOf(value) === RealDate.prototype)
      return toIsoText(value);
    return value;
  }

  function askDate(operation, values) {
    const answer = askForDate(operation, stringify(values.map((value) => dateText(value) ?? null)));
    if (answer[0] === 'E')
      throw new RangeError(answer.slice(1));
    return parseJson(answer.slice(1));
  }

  const date = {
    now: (zone) => (zone === undefined ? nowText : askDate('convert', [nowText, zone])),
    parse: (text, zone) => askDate('parse', [text, zone]),
    convert: (value, zone) => askDate('convert', [value, zone]),
    shift: (value, amount, unit) => askDate('shift', [value, amount, unit]),
    format: (value, pattern, zone) => askDate('format', [value, pattern, zone]),
    difference: (from, to, unit) => askDate('difference', [from, to, unit]),
  };

  // The frozen clock.

  function FrozenDate(...values) {
    if (new.target === undefined)
      return new RealDate(now).toString();
    return construct(RealDate, values.length === 0 ? [now] : values, new.target);
  }

  function freezeClock() {
    const format = getOwnPropertyDescriptor(Intl.DateTimeFormat.prototype, 'format').get;
    const formatToParts = Intl.DateTimeFormat.prototype.formatToParts;
    defineProperty(FrozenDate, 'name', { value: 'Date' });
    defineProperty(FrozenDate, 'length', { value: 7 });
    FrozenDate.prototype = RealDate.prototype;
    FrozenDate.now = () => now;
    FrozenDate.parse = RealDate.parse;
    FrozenDate.UTC = RealDate.UTC;
    RealDate.prototype.constructor = FrozenDate;
    globalThis.Date = FrozenDate;
    defineProperty(Intl.DateTimeFormat.prototype, 'format', {
      configurable: true,
      get() {
        const bound = format.call(this);
        return (value) => bound(value === undefined ? now : value);
      },
    });
    Intl.DateTimeFormat.prototype.formatToParts = function (value) {
      return formatToParts.call(this, value === undefined ? now : value);
    };
  }

  // Code made from text, and doors to what is not the run's.

  function disableCode(prototype, name) {
    const refuse = function () {
      throw new EvalError('Code cannot be made from text here.');
    };
    defineProperty(refuse, 'name', { value: name });
    defineProperty(refuse, 'prototype', { value: prototype });
    defineProperty(prototype, 'constructor', { value: refuse, writable: true, configurable: true });
    return refuse;
  }

  function removeDoors() {
    const kinds = [function* () {}, async function () {}, async function* () {}];
    globalThis.Function = disableCode(RealFunction.prototype, 'Function');
    for (const sample of kinds)
      disableCode(getPrototypeOf(sample), getPrototypeOf(sample).constructor.name);
    for (const name of ['eval', 'Atomics', 'SharedArrayBuffer', 'WebAssembly', 'WeakRef',
                        'FinalizationRegistry', 'Temporal', 'performance', 'console'])
      deleteProperty(globalThis, name);
    for (const name of ownKeys(RegExp))
      if (!['length', 'name', 'prototype', 'escape', Symbol.species].includes(name))
        deleteProperty(RegExp, name);
    const silence = () => undefined;
    const console = {};
    for (const name of ['log', 'info', 'warn', 'error', 'debug', 'trace', 'dir', 'table', 'assert',
                        'count', 'group', 'groupEnd', 'time', 'timeEnd'])
      console[name] = silence;
    globalThis.console = console;
    globalThis.date = date;
    Math.random = random;
  }

  // A frozen prototype would make "own.message = ..." an error for objects that inherit from it;
  // as accessors its members can still be overridden by each object for itself.

  function letInheritorsOverride(prototype) {
    for (const name of ownKeys(prototype)) {
      const { value, writable, enumerable } = getOwnPropertyDescriptor(prototype, name);
      if (!writable)
        continue;
      defineProperty(prototype, name, {
        enumerable,
        get: () => value,
        set(own) {
          if (this === prototype)
            throw new TypeError('The built-in objects cannot be changed.');
          defineProperty(this, name, { value: own, writable: true, enumerable: true,
                                       configurable: true });
        },
      });
    }
  }

  function listHidden() {
    const iterators = [[][Symbol.iterator](), ''[Symbol.iterator](), new Map()[Symbol.iterator](),
                       new Set()[Symbol.iterator](), 'a'.matchAll(/a/g)];
    const functions = [function* () {}, async function () {}, async function* () {}];
    const hidden = [...iterators.map(getPrototypeOf), ...functions.map(getPrototypeOf),
                    getPrototypeOf(Int8Array), getPrototypeOf(new Intl.Segmenter().segment('a')),
                    getPrototypeOf(new Intl.Segmenter().segment('a')[Symbol.iterator]())];
    if (typeof Iterator === 'function') {
      hidden.push(getPrototypeOf([].values().map((value) => value)));
      hidden.push(getPrototypeOf(Iterator.from({ next: () => undefined })));
    }
    return hidden;
  }

  function freezeRealm() {
    const seen = new Set();
    const waiting = [globalThis, ...listHidden()];
    while (waiting.length > 0) {
      const object = waiting.pop();
      if (object === null || (typeof object !== 'object' && typeof object !== 'function'))
        continue;
      if (seen.has(object))
        continue;
      seen.add(object);
      freeze(object);
      waiting.push(getPrototypeOf(object));
      for (const name of ownKeys(object)) {
        const property = getOwnPropertyDescriptor(object, name);
        waiting.push(property.value, property.get, property.set);
      }
    }
  }

  // What was thrown, which may be anything, as {code, message, line, column}.

  function describe(thrown) {
    if (thrown instanceof ResultError)
      return { code: 'result-' + thrown.code, message: thrown.what };
    const report = { code: 'error', message: '' };
    try {
      if (thrown instanceof RangeError && thrown.message === 'Out of memory')
        report.code = 'memory';
      report.message = String(thrown);
      const { line, column, sourceURL } = thrown instanceof Error ? thrown : {};
      if (Number.isInteger(line) && line > LINES_BEFORE && sourceURL !== PRELUDE) {
        report.line = line - LINES_BEFORE;
        if (Number.isInteger(column))
          report.column = column;
      }
    } catch {
      report.message ||= 'Error';
    }
    report.message = report.message.slice(0, 1000);
    return report;
  }

  freezeClock();
  removeDoors();
  for (const prototype of [Object, Error, EvalError, RangeError, ReferenceError, SyntaxError,
                           TypeError, URIError].map((constructor) => constructor.prototype))
    letInheritorsOverride(prototype);
  freezeRealm();

  // A text that reads between both kinds of brackets cannot close the one it is put into.

  function compile(kind, source, first) {
    const make = (open, close) => RealFunction(first, 'nodes', 'inputs', 'run',
                                               '"use strict"; ' + open + '\n' + source + '\n' + close);
    if (kind !== 'expression')
      return make('', '');
    const compiled = make('return (', ');');
    make('[', ']');
    return compiled;
  }

  // Returns a function for the request's items, or a text that says why there is none.

  return function begin(text) {
    const request = parseJson(text);
    const { kind, seed } = request;
    const run = freezeData(read(request.run, request.tagged));
    const inputs = freezeData(read(request.inputs, request.tagged));
    const first = kind === 'all' ? 'items' : 'item';
    let compiled;
    nowText = typeof run?.now === 'string' ? run.now : '1970-01-01T00:00:00Z';
    now = RealDate.parse(nowText.replace(/\[.*$/, ''));
    try {
      compiled = compile(kind, request.source, first);
    } catch ({ message, line }) {
      const lines = request.source.split('\n').length;
      return stringify({ message, line: Math.min(Math.max(line - LINES_BEFORE, 1), lines) });
    }

    return function evaluate(scopeText, tagged, index) {
      seedText = seed + '\n' + index;
      try {
        const scope = read(scopeText, tagged);
        const value = compiled.call(undefined, scope[first], scope.nodes, inputs, run);
        const result = write(value, 0);
        if (result.length > LARGEST_RESULT)
          throw new ResultError('size', '');
        return 'V' + result;
      } catch (thrown) {
        return 'P' + stringify(describe(thrown));
      }
    };
  };
})
