// The body of benchmark_resize: the resizing that precedes a vision encoder.
//
// A sample is one execution: each image of the case is resized once, into memory that is there already. With one
// synthetic photograph that is one call of the library. `cache=warm` resizes the same image again and again, as
// after its decoder; `cache=cold` takes another copy each time, of as many as fill 256 MiB, so that the source
// comes from memory unless a cache is as large.
//
// Fidelity is computed once a process, outside of all times, on the very images that are timed.
//
// Thread safety: as PrepareFunction.
#pragma once

#include <inference_pio/benchmark.hpp>
#include <inference_pio/units.hpp>
#include <vector>

#include "resizing/resize_case.hpp"

namespace inference_pio {

// latency, and
//   pixel_throughput   megapixels of the source over the time
//   memory_throughput  bytes of the source that the filter must read (source_reads.hpp) over the time; the run
//                      makes its share of the measured read bandwidth of it (mbu)
// and once a process
//   psnr, ssim                  against the case's own filter in double precision (resize_filter.hpp)
//   bicubic_psnr, bicubic_ssim  against the antialiased bicubic filter, whatever the case's own is
// The mean over images where there are several.
[[nodiscard]] std::vector<MetricDefinition> resize_metrics();

// The filter is checked on a ramp before the first sample; every sample gives the same pixels as the first.
// Errors: invalid_argument, unsupported (make_resizer: the case is skipped), those of the user's images.
// `footprint`: what the copies of a cold source fill.
[[nodiscard]] Result<Measure> prepare_resize(Preparation& preparation, Bytes footprint = mebibytes(256));

// Of cases with a source_size; unsupported for the user's images, whose sizes are not known yet.
[[nodiscard]] Result<Bytes> estimate_resize_memory(const Parameters& parameters);

}  // namespace inference_pio
