import { describe, expect, it } from 'vitest';
import { memoryStack, ttftParts } from '../../src/models/stack';
import { sampleCases } from '../fixtures/sample_run';

const MIB = 2 ** 20;

describe('memoryStack', () => {
  it('gives what the engine did not allocate as the rest, never below zero', () => {
    const stack = memoryStack(
      sampleCases([
        {
          parameters: { sequence_length: 512 },
          metrics: {
            weights_memory: 100 * MIB,
            kv_cache_memory: 20 * MIB,
            compute_memory: 10 * MIB,
            peak_memory: 150 * MIB,
          },
        },
        {
          parameters: { sequence_length: 128 },
          metrics: { weights_memory: 100 * MIB, kv_cache_memory: 5 * MIB, peak_memory: 60 * MIB },
        },
      ]),
    )!;
    expect(stack.bars).toEqual(['sequence length 128', 'sequence length 512']);
    expect(Object.fromEntries(stack.parts.map((part) => [part.name, part.values.map((value) => value / MIB)]))).toEqual(
      { Weights: [100, 100], 'KV cache': [5, 20], Compute: [0, 10], Rest: [0, 20] },
    );
    expect(stack.caption).toContain('Largest: sequence length 512, 150 MiB, of which weights 100 MiB');
  });
  it('is not there where no engine told what it allocated', () => {
    expect(memoryStack(sampleCases([{ metrics: { peak_memory: 1 } }]))).toBeNull();
  });
});

describe('ttftParts', () => {
  const span = (name: string, begin: number, end: number, sequence = -1) => ({
    name,
    begin_ns: begin * 1e6,
    end_ns: end * 1e6,
    sequence,
  });
  it('does not count the prefill beside its own parts, adds images up, and ends at the first token', () => {
    const parts = ttftParts({
      case: 'c',
      spans: [
        span('tokenize', 0, 1),
        span('vision_encode', 1, 5),
        span('vision_encode', 5, 10),
        span('prefill', 10, 30),
        span('image_prefill', 10, 22),
        span('text_prefill', 22, 30),
        span('first_sampling', 30, 31, 0),
        span('first_sampling', 31, 33, 1),
        span('decode', 33, 90, 0),
      ],
    });
    expect([...parts].map(([name, value]) => [name, Math.round(value * 1e3)])).toEqual([
      ['Tokenize', 1],
      ['Vision encoder', 9],
      ['Image prefill', 12],
      ['Text prefill', 8],
      ['First sampling', 1],
    ]);
  });
});
