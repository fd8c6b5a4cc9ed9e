#include "engines/llama_cpp/next_token_quality.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <new>
#include <span>
#include <utility>
#include <vector>

#include "engines/available_cores.hpp"
#include "engines/llama_cpp/engine_build.hpp"
#include "engines/llama_cpp/engine_loading.hpp"
#include "engines/llama_cpp/engine_log.hpp"
#include "engines/llama_cpp/engine_vocabulary.hpp"
#include "engines/llama_cpp/llama_cpp_options.hpp"
#include "engines/llama_cpp/token_batch.hpp"
#include "statistics/distribution_distance.hpp"

namespace inference_pio {
namespace {

using Ids = std::vector<std::int32_t>;
using Row = std::span<const float>;
// Given each position's logits in order; an error ends the evaluation.
using TakeRow = std::function<Result<void>(std::size_t position, Row logits)>;

Result<void> decode(llama_context* context, const TokenBatch& batch) {
    const int status = llama_decode(context, batch.get());
    if (status == 0) return {};
    return fail(ErrorKind::internal, fmt::format("the engine failed to compute a batch (status {}): {}", status,
                                                 summarize_engine_failure(engine_log_lines())));
}

// Evaluates all tokens but the last, which predicts nothing that the text says. Batches are as long as what the
// engine computes at once, so that no more rows of logits are held than that.
Result<void> evaluate(llama_model* model, const std::filesystem::path& checkpoint, const Ids& ids,
                      LlamaCppOptions options, int threads, const TakeRow& take_row) {
    const std::size_t predictions = ids.size() - 1;
    const std::size_t width = std::min(static_cast<std::size_t>(options.ubatch), predictions);
    options.batch = options.ubatch = static_cast<std::int64_t>(width);
    const auto tokens = static_cast<std::int64_t>(ids.size());
    auto made =
        make_engine_context(model, compute_context_params(tokens, 1, options.batch, options, threads), checkpoint);
    if (!made) return fail(std::move(made).error());
    llama_context* const context = made->context.get();
    const auto vocabulary = static_cast<std::size_t>(llama_vocab_n_tokens(llama_model_get_vocab(model)));
    TokenBatch batch(static_cast<std::int32_t>(width));
    begin_engine_log();
    for (std::size_t begin = 0; begin < predictions; begin += width) {
        const std::size_t end = std::min(predictions, begin + width);
        batch.clear();
        for (std::size_t i = begin; i < end; ++i) batch.add(ids[i], static_cast<std::int64_t>(i), 0, true);
        if (auto done = decode(context, batch); !done) return done;
        for (std::size_t i = begin; i < end; ++i) {
            const float* const logits = llama_get_logits_ith(context, static_cast<std::int32_t>(i - begin));
            if (logits == nullptr) return fail(ErrorKind::internal, "the engine gives no logits");
            if (auto taken = take_row(i, {logits, vocabulary}); !taken) return taken;
        }
    }
    return {};
}

Result<llama_model_ptr> load(const std::filesystem::path& checkpoint, int threads, const LlamaCppOptions& options) {
    if (auto checked = check_engine_load(checkpoint, threads); !checked) return fail(std::move(checked).error());
    return load_engine_weights(checkpoint, false, options);
}

Result<Ids> cut_text(const llama_model* model, const QualityRequest& request) {
    const std::int64_t trained = llama_model_n_ctx_train(model);
    if (request.tokens > trained) {
        return fail(ErrorKind::invalid_argument,
                    fmt::format("{} tokens are longer than the context of {} that {} was made for", request.tokens,
                                trained, request.original.string()),
                    "ask for fewer tokens");
    }
    auto ids = tokenize_with(llama_model_get_vocab(model), request.text, true);
    if (!ids) return ids;
    if (static_cast<std::int64_t>(ids->size()) < request.tokens) {
        return fail(ErrorKind::invalid_argument,
                    fmt::format("the text gives {} tokens, not {}", ids->size(), request.tokens),
                    "give a longer text, or ask for fewer tokens");
    }
    ids->resize(static_cast<std::size_t>(request.tokens));
    return ids;
}

// Sums over the predicted tokens.
struct Sums {
    double divergence = 0;
    double surprisal = 0;
    std::int64_t same_top1 = 0;
};

Result<NextTokenQuality> quality_of(const Sums& sums, std::size_t predictions) {
    const auto count = static_cast<double>(predictions);
    NextTokenQuality quality;
    quality.kl_divergence = sums.divergence / count;
    quality.top1_agreement = static_cast<double>(sums.same_top1) / count;
    quality.perplexity = std::exp(sums.surprisal / count);
    quality.tokens = static_cast<std::int64_t>(predictions);
    if (std::isfinite(quality.perplexity) && std::isfinite(quality.kl_divergence)) return quality;
    return fail(ErrorKind::malformed, "the changed model's predictions are too far off for a number",
                "check the checkpoint's weights");
}

// Exceptions of the library, and of what we allocate beside it, end here.
template <class Body>
auto guarded(const std::filesystem::path& checkpoint, Body&& body) -> decltype(body()) {
    try {
        return body();
    } catch (const std::bad_alloc&) {
        return fail(ErrorKind::out_of_memory, fmt::format("not enough memory to evaluate {}", checkpoint.string()),
                    "ask for fewer tokens");
    } catch (const std::exception& error) {
        return fail(ErrorKind::internal, fmt::format("cannot evaluate {}: {}", checkpoint.string(), error.what()));
    }
}

}  // namespace

struct QualityReference::State {
    Ids ids;
    std::size_t vocabulary = 0;  // its size
    std::string vocabulary_digest;
    std::vector<float> logits;  // of ids.size() - 1 positions, one after another
    int threads = 1;
    EngineFacts engine;

    [[nodiscard]] Row row(std::size_t position) const { return Row(logits).subspan(position * vocabulary, vocabulary); }
};

QualityReference::QualityReference(std::unique_ptr<State> state) : state_(std::move(state)) {}
QualityReference::QualityReference(QualityReference&&) noexcept = default;
QualityReference& QualityReference::operator=(QualityReference&&) noexcept = default;
QualityReference::~QualityReference() = default;

EngineFacts QualityReference::engine() const { return state_->engine; }

Result<QualityReference> QualityReference::make(const QualityRequest& request) {
    if (request.tokens < 2) {
        return fail(ErrorKind::invalid_argument, fmt::format("of {} tokens none is predicted", request.tokens),
                    "ask for at least 2");
    }
    const auto options = parse_llama_cpp_options(request.engine_options);
    if (!options) return fail(options.error());
    return guarded(request.original, [&]() -> Result<QualityReference> {
        auto state = std::make_unique<State>();
        auto model = load(request.original, request.threads, *options);
        if (!model) return fail(std::move(model).error());
        auto ids = cut_text(model->get(), request);
        if (!ids) return fail(std::move(ids).error());
        const llama_vocab* const vocabulary = llama_model_get_vocab(model->get());
        state->ids = *std::move(ids);
        state->vocabulary = static_cast<std::size_t>(llama_vocab_n_tokens(vocabulary));
        state->vocabulary_digest = vocabulary_digest(vocabulary);
        state->threads = request.threads > 0 ? request.threads : read_available_cores();
        state->engine = {"llama_cpp", engine_version(), to_engine_options(*options), engine_features()};
        state->logits.reserve((state->ids.size() - 1) * state->vocabulary);
        const auto keep_row = [&](std::size_t /*position*/, Row logits) -> Result<void> {
            state->logits.insert(state->logits.end(), logits.begin(), logits.end());
            return {};
        };
        auto done = evaluate(model->get(), request.original, state->ids, *options, state->threads, keep_row);
        if (!done) return fail(std::move(done).error());
        return QualityReference(std::move(state));
    });
}

Result<NextTokenQuality> QualityReference::compare(const std::filesystem::path& changed,
                                                   const std::map<std::string, std::string>& engine_options) const {
    const auto options = parse_llama_cpp_options(engine_options);
    if (!options) return fail(options.error());
    return guarded(changed, [&]() -> Result<NextTokenQuality> {
        auto model = load(changed, state_->threads, *options);
        if (!model) return fail(std::move(model).error());
        if (vocabulary_digest(llama_model_get_vocab(model->get())) != state_->vocabulary_digest) {
            return fail(ErrorKind::mismatch,
                        fmt::format("{} has another vocabulary than the unmodified model", changed.string()),
                        "compare checkpoints of one model");
        }
        Sums sums;
        const auto add_row = [&](std::size_t position, Row logits) -> Result<void> {
            const auto came = static_cast<std::size_t>(state_->ids[position + 1]);
            const auto distance = compute_next_token_distance(state_->row(position), logits, came);
            if (!distance) {
                return fail(distance.error().kind, fmt::format("{}: {}", changed.string(), distance.error().message),
                            "check the checkpoints' weights");
            }
            sums.divergence += distance->kl_divergence;
            sums.surprisal += distance->surprisal;
            sums.same_top1 += distance->same_top1 ? 1 : 0;
            return {};
        };
        auto done = evaluate(model->get(), changed, state_->ids, *options, state_->threads, add_row);
        if (!done) return fail(std::move(done).error());
        return quality_of(sums, state_->ids.size() - 1);
    });
}

}  // namespace inference_pio
