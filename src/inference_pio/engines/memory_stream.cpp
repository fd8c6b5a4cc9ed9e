#include "engines/memory_stream.hpp"

#include <fmt/format.h>
#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstring>
#include <inference_pio/benchmark.hpp>
#include <thread>
#include <utility>

namespace inference_pio {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::array<std::pair<StreamPattern, std::string_view>, 3> kPatterns{
    {{StreamPattern::read, "read"}, {StreamPattern::copy, "copy"}, {StreamPattern::triad, "triad"}}};
constexpr double kFactor = 3;
constexpr std::size_t kElement = sizeof(double);
constexpr std::size_t kLine = 64 / kElement;  // parts of threads begin at cache lines

std::size_t arrays_of(StreamPattern pattern) {
    return pattern == StreamPattern::read ? 1 : pattern == StreamPattern::copy ? 2 : 3;
}

// Anonymous memory, returned at the end.
class Array {
public:
    explicit Array(std::size_t elements) : bytes_(elements * kElement) {
        void* memory = ::mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED) return;
        memory_ = memory;
        ::madvise(memory_, bytes_, MADV_HUGEPAGE);  // a wish: a ceiling must not be that of address translation
    }
    Array(Array&& other) noexcept : memory_(std::exchange(other.memory_, nullptr)), bytes_(other.bytes_) {}
    ~Array() {
        if (memory_ != nullptr) ::munmap(memory_, bytes_);
    }
    Array(const Array&) = delete;
    Array& operator=(const Array&) = delete;
    Array& operator=(Array&&) = delete;

    [[nodiscard]] double* data() const { return static_cast<double*>(memory_); }

private:
    void* memory_ = nullptr;
    std::size_t bytes_;
};

// Whole numbers up to 1024, so that sums are exact in any order.
double value_at(std::size_t i) { return static_cast<double>(i % 1024); }

// Sixteen sums, so that no addition waits for the one before it.
double sum_of(const double* values, std::size_t count) {
    std::array<double, 16> sums{};
    std::size_t i = 0;
    for (; i + sums.size() <= count; i += sums.size()) {
        for (std::size_t lane = 0; lane < sums.size(); ++lane) sums[lane] += values[i + lane];
    }
    double sum = 0;
    for (; i < count; ++i) sum += values[i];
    for (const double one : sums) sum += one;
    return sum;
}

// In pieces: the library's copy of a long range writes past the caches, which no engine does.
void copy_values(double* to, const double* from, std::size_t count) {
    constexpr std::size_t kPiece = 2048;
    for (std::size_t i = 0; i < count; i += kPiece) {
        std::memcpy(to + i, from + i, std::min(kPiece, count - i) * kElement);
    }
}

void combine_values(double* __restrict to, const double* __restrict b, const double* __restrict c, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) to[i] = b[i] + kFactor * c[i];
}

double sum_of_indices(std::size_t begin, std::size_t end) {
    // Of i % 1024 over [0, n): exact, far below 2^53.
    const auto up_to = [](std::size_t n) {
        const std::size_t rest = n % 1024;
        return static_cast<double>(n / 1024 * (1023 * 1024 / 2) + rest * (rest - (rest > 0 ? 1 : 0)) / 2);
    };
    return up_to(end) - up_to(begin);
}

struct Part {
    Clock::time_point begin;
    Clock::time_point end;
    bool right = true;
};

}  // namespace

std::string_view to_string(StreamPattern pattern) {
    return std::find_if(kPatterns.begin(), kPatterns.end(), [&](const auto& row) { return row.first == pattern; })
        ->second;
}

Result<StreamPattern> stream_pattern_from(std::string_view word) {
    for (const auto& [pattern, name] : kPatterns) {
        if (name == word) return pattern;
    }
    return fail(ErrorKind::invalid_argument, fmt::format("no stream is named '{}'", word),
                "use one of read, copy, triad");
}

Bytes compute_stream_footprint(const std::vector<CacheLevel>& caches, std::optional<Bytes> available) {
    int last = 0;
    std::uint64_t held = 0;
    for (const CacheLevel& cache : caches) {
        if (cache.level > last) held = 0;
        last = std::max(last, cache.level);
        if (cache.level == last) held += cache.size.count * static_cast<std::uint64_t>(std::max(cache.instances, 1));
    }
    const Bytes wanted = std::max(mebibytes(256), Bytes{4 * held});
    return available ? std::min(wanted, Bytes{available->count / 4}) : wanted;
}

struct MemoryStream::State {
    MemoryStreamRequest request;
    std::size_t region = 0;  // elements of one thread in each array
    std::size_t slice = 0;   // elements that one thread streams in a block
    std::size_t next = 0;    // of the region, where the next block begins
    std::vector<Array> arrays;
    std::vector<Part> parts;             // by thread
    std::vector<std::thread> others;     // the first part is the caller's
    std::atomic<std::uint32_t> turn{0};  // raised for every block
    std::atomic<std::uint32_t> done{0};
    std::atomic<bool> stop{false};

    void fill(std::size_t thread) const;
    void stream(std::size_t thread);
    void serve(std::size_t thread);
    void go();
    ~State();
};

void MemoryStream::State::fill(std::size_t thread) const {
    for (std::size_t i = thread * region; i < (thread + 1) * region; ++i) {
        arrays[0].data()[i] = request.pattern == StreamPattern::triad ? 0 : value_at(i);
        if (request.pattern == StreamPattern::copy) arrays[1].data()[i] = 0;
        if (request.pattern == StreamPattern::triad) {
            arrays[1].data()[i] = value_at(i);
            arrays[2].data()[i] = 1;
        }
    }
}

void MemoryStream::State::stream(std::size_t thread) {
    Part& part = parts[thread];
    const std::size_t first = thread * region + next;
    double sum = 0;
    part.begin = Clock::now();
    switch (request.pattern) {
        case StreamPattern::read:
            sum = sum_of(arrays[0].data() + first, slice);
            keep(sum);
            break;
        case StreamPattern::copy:
            copy_values(arrays[1].data() + first, arrays[0].data() + first, slice);
            break;
        case StreamPattern::triad:
            combine_values(arrays[0].data() + first, arrays[1].data() + first, arrays[2].data() + first, slice);
            break;
    }
    std::atomic_signal_fence(std::memory_order_seq_cst);
    part.end = Clock::now();
    const std::size_t last = first + slice - 1;
    switch (request.pattern) {
        case StreamPattern::read:
            part.right = sum == sum_of_indices(first, last + 1);
            break;
        case StreamPattern::copy:
            part.right = arrays[1].data()[first] == value_at(first) && arrays[1].data()[last] == value_at(last);
            break;
        case StreamPattern::triad:
            part.right = arrays[0].data()[first] == value_at(first) + kFactor &&
                         arrays[0].data()[last] == value_at(last) + kFactor;
            break;
    }
}

// Blocks follow each other at once, so a thread watches for its turn before it sleeps: one that has to be
// woken starts late, and its block is slow.
void MemoryStream::State::serve(std::size_t thread) {
    constexpr int kWatch = 100'000;
    for (std::uint32_t seen = 0;;) {
        std::uint32_t now = turn.load(std::memory_order_acquire);
        for (int i = 0; i < kWatch && now == seen; ++i) now = turn.load(std::memory_order_acquire);
        if (now == seen) {
            turn.wait(seen, std::memory_order_acquire);
            continue;
        }
        seen = now;
        if (stop.load(std::memory_order_acquire)) return;
        if (seen == 1) {
            fill(thread);
        } else {
            stream(thread);
        }
        done.fetch_add(1, std::memory_order_acq_rel);
        done.notify_one();
    }
}

// The first turn fills the arrays, every later one streams a block.
void MemoryStream::State::go() {
    done.store(0, std::memory_order_release);
    const std::uint32_t number = turn.fetch_add(1, std::memory_order_acq_rel) + 1;
    turn.notify_all();
    if (number == 1) {
        fill(0);
    } else {
        stream(0);
    }
    for (std::uint32_t ended = done.load(std::memory_order_acquire); ended < others.size();) {
        done.wait(ended, std::memory_order_acquire);
        ended = done.load(std::memory_order_acquire);
    }
}

MemoryStream::State::~State() {
    stop.store(true, std::memory_order_release);
    turn.fetch_add(1, std::memory_order_acq_rel);
    turn.notify_all();
    for (std::thread& thread : others) thread.join();
}

MemoryStream::MemoryStream(std::unique_ptr<State> state) : state_(std::move(state)) {}
MemoryStream::~MemoryStream() = default;

Result<std::unique_ptr<MemoryStream>> MemoryStream::make(const MemoryStreamRequest& request) {
    if (request.threads < 1) {
        return fail(ErrorKind::invalid_argument, fmt::format("{} threads were asked for", request.threads));
    }
    const auto threads = static_cast<std::size_t>(request.threads);
    const std::size_t parts = arrays_of(request.pattern) * threads * kElement;
    auto state = std::make_unique<State>();
    state->request = request;
    state->slice = request.block.count / parts / kLine * kLine;
    if (state->slice > 0) state->region = request.footprint.count / parts / state->slice * state->slice;
    if (state->region == 0) {
        return fail(ErrorKind::invalid_argument, fmt::format("{} bytes have no room for a block of {} by {} threads",
                                                             request.footprint.count, request.block.count, threads));
    }
    for (std::size_t i = 0; i < arrays_of(request.pattern); ++i) {
        state->arrays.emplace_back(state->region * threads);
        if (state->arrays.back().data() == nullptr) {
            return fail(ErrorKind::out_of_memory, fmt::format("no memory for {} bytes", request.footprint.count));
        }
    }
    state->parts.resize(threads);
    try {
        for (std::size_t i = 1; i < threads; ++i) {
            state->others.emplace_back([owner = state.get(), i] { owner->serve(i); });
        }
    } catch (const std::system_error& error) {
        return fail(ErrorKind::unsupported, fmt::format("cannot start {} threads: {}", threads, error.what()));
    }
    state->go();
    return std::unique_ptr<MemoryStream>(new MemoryStream(std::move(state)));
}

Result<StreamBlock> MemoryStream::run_block() {
    State& state = *state_;
    state.go();
    state.next = (state.next + state.slice) % state.region;
    const auto earlier = [](const Part& a, const Part& b) { return a.begin < b.begin; };
    const auto sooner = [](const Part& a, const Part& b) { return a.end < b.end; };
    const auto begin = std::min_element(state.parts.begin(), state.parts.end(), earlier)->begin;
    const auto end = std::max_element(state.parts.begin(), state.parts.end(), sooner)->end;
    if (!std::all_of(state.parts.begin(), state.parts.end(), [](const Part& part) { return part.right; })) {
        return fail(ErrorKind::malformed,
                    fmt::format("a stream through memory ({}) gave a wrong result", to_string(state.request.pattern)),
                    "check this machine's memory");
    }
    const std::size_t bytes = arrays_of(state.request.pattern) * state.slice * state.parts.size() * kElement;
    return StreamBlock{Bytes{bytes}, std::max(Seconds(end - begin), Seconds(1e-9))};
}

std::size_t MemoryStream::blocks() const { return state_->region / state_->slice; }

}  // namespace inference_pio
