// ECharts keeps widths of texts in plain objects with the texts as keys. A text such as "__proto__" or "constructor" finds
// there what every object inherits, and the cache links it into its list: all objects then have a `next` and a `prev`.
// With a mark before it no text is the name of anything.
import LRU from 'zrender/lib/core/LRU.js';

const { get, put } = LRU.prototype;

LRU.prototype.get = function (key) {
  return get.call(this, `:${key}`);
};
LRU.prototype.put = function (key, value) {
  return put.call(this, `:${key}`, value);
};
