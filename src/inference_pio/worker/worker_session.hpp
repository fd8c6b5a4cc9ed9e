// The worker's side of the protocol: what each command does to the benchmarks of this program.
//
// Thread safety: belongs to one thread.
#pragma once

#include <functional>
#include <inference_pio/benchmark.hpp>
#include <inference_pio/model_card.hpp>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "protocol/messages.hpp"
#include "telemetry/evidence_reader.hpp"
#include "worker/registry_check.hpp"

namespace inference_pio {

// What only programs that link an engine can do (empty in adapters), and where evidence comes from.
struct WorkerServices {
    using Files = std::map<std::string, std::string>;
    using Progress = std::function<void(std::string_view)>;

    std::function<std::vector<EngineFacts>()> engine_facts;
    // The files of a case whose benchmark needs a checkpoint; see provision.hpp.
    std::function<Result<Files>(const Benchmark&, const CaseCommand&, const Progress&)> provide;
    EvidenceSources evidence = {};  // every worker has them
};

class WorkerSession {
public:
    using SendProgress = std::function<void(const ProgressEvent&)>;

    // All three must outlive the session.
    WorkerSession(const BenchmarkRegistry& benchmarks, std::span<const ModelCard> models,
                  const WorkerServices& services);

    // Carries a command out and gives the event that answers it. Never throws: whatever goes wrong in a
    // benchmark is a FailedEvent, and the session takes further commands.
    [[nodiscard]] Event handle(const Command& command, const SendProgress& send_progress);

private:
    struct Prepared {
        Measure measure;
        Repetitions repetitions;
        double injected_slowdown = 0;
        int threads = 1;
    };
    struct Handler;

    [[nodiscard]] Result<Event> describe() const;
    [[nodiscard]] Result<Event> provide(const CaseCommand& subject, const SendProgress& send_progress) const;
    [[nodiscard]] Result<Event> estimate(const CaseCommand& subject) const;
    [[nodiscard]] Result<Event> prepare(const CaseCommand& subject, const SendProgress& send_progress);
    [[nodiscard]] Result<Event> measure();
    [[nodiscard]] Result<Event> release();
    [[nodiscard]] Result<const Benchmark*> find(const CaseCommand& subject) const;

    const BenchmarkRegistry& benchmarks_;
    std::span<const ModelCard> models_;
    const WorkerServices& services_;
    std::optional<EvidenceReader> evidence_;  // from the first prepared case on
    std::optional<Prepared> prepared_;
};

}  // namespace inference_pio
