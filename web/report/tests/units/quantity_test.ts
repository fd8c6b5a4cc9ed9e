import { describe, expect, it } from 'vitest';
import { changeText, intervalText, numberText, quantityText, scaleFor } from '../../src/units/quantity';

describe('quantityText', () => {
  it.each([
    [1.374211146, 's', '1.374 s'],
    [0.038777947, 's', '38.78 ms'],
    [1.79e-5, 's', '17.9 µs'],
    [2.8e-8, 's', '28 ns'],
    [0.0399431, 's/token', '39.94 ms/token'],
    [1949700096, 'bytes', '1.816 GiB'],
    [29360128, 'bytes', '28 MiB'],
    [26.35163, 'tokens/sec', '26.35 tokens/s'],
    [37681540393, 'bytes/s', '37.68 GB/s'],
    [280094498929, 'flop/s', '280.1 Gflop/s'],
    [0.634, 'ratio', '63.4 %'],
    [12345.6, 'tokens/sec', '12,346 tokens/s'],
    [0, 's', '0 s'],
    [3.5, 'J/token', '3.5 J/token'],
    [17.2, 'number', '17.2'],
    [-0.002, 's', '-2 ms'],
    [0.0168, 'ms', '16.8 µs'],
    [44.8, 'ms', '44.8 ms'],
    [72135640, 'ns', '72.14 ms'],
    [12, 'us', '12 µs'],
  ])('%d %s is "%s"', (value, unit, text) => expect(quantityText(value, unit)).toBe(text));

  it('never writes zero for what is missing', () => expect(quantityText(null, 's')).toBe('–'));
});

describe('intervalText', () => {
  it('takes the unit of the value, so that both ends can be compared with it', () => {
    expect(intervalText(0.0009, 0.0011, 's', 0.00099)).toBe('900 to 1,100 µs');
  });
});

describe('changeText', () => {
  it.each([
    [1.031, '+3.10 %'],
    [0.5, '−50.0 %'],
    [1, '0 %'],
    [2.5, '+150 %'],
    [0.99999, '0 %'],
  ])('%d is %s', (ratio, text) => expect(changeText(ratio)).toBe(text));
});

describe('scaleFor and numberText', () => {
  it('shows a unit that it does not know as it is', () =>
    expect(scaleFor('furlongs', 5)).toEqual({ factor: 1, unit: 'furlongs' }));
  it('writes an exponent only where digits would not do', () => {
    expect(numberText(1.5e12)).toBe('1.50e+12');
    expect(numberText(0.00012346)).toBe('0.0001235');
  });
});
