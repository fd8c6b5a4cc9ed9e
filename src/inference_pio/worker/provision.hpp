// The files that a case needs before it can be prepared: a checkpoint of its model, and its vision projector.
//
// Thread safety: free functions; two processes may provide the same checkpoint at once.
#pragma once

#include "worker/worker_session.hpp"

namespace inference_pio {

// The files of `subject` and, where the benchmark needs a checkpoint that the user gave none for, "model": a
// real one that was fetched into the cache when it has the case's weight type, else a synthesized one,
// made where it is not cached yet; a slice of the model (`layers`) and a `variant` of it are always synthesized. The
// model is the benchmark's, or the one that the parameter `model` names. Where the user gave "model" and the case's
// variant changes the checkpoint, his file becomes "original", and "model" is what it is rewritten to (rewriting.hpp);
// any other file of his stays as it is. Where it needs a
// projector too, likewise "projector", synthesized in the parameter `projector_type` (kDefaultProjectorType
// without one). The `simulated` engine needs none.
//
// Weights do not depend on the run's seed: runs with different seeds stay comparable. Only where `subject`
// names a file "output" or "projector_output" (`piobench synthesize`), a checkpoint or projector of exactly
// that type and seed is synthesized into it, whatever the caches hold.
//
// Errors: unsupported (the benchmark needs the user's own file, and there is none), not_found (the model is not part of this program), invalid_argument (no such weight type, slice or
// variant), and those of ensure_synthesized() and ensure_rewritten().
[[nodiscard]] Result<WorkerServices::Files> provide_files(const Benchmark& benchmark, const CaseCommand& subject,
                                                          const WorkerServices::Progress& progress);

// The services of a program that links the engines.
[[nodiscard]] WorkerServices engine_services();

}  // namespace inference_pio
