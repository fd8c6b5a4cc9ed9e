// The peer of core/resize: cv::resize() in a bare loop, nothing of ours around it.
//
//   bare-opencv-resize SOURCE_WIDTH SOURCE_HEIGHT TARGET_WIDTH TARGET_HEIGHT FILTER THREADS SAMPLES
//
// FILTER is OpenCV's number (cv::INTER_AREA is 3). Prints the seconds of one call, SAMPLES times, each the mean of as
// many calls as take 2 ms. scripts/compare-resize-with-opencv runs it in turn with ours.

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <opencv2/core/utility.hpp>
#include <opencv2/imgproc.hpp>

int main(int count, char** arguments) {
    if (count != 8) return 2;
    const auto number = [&](int i) { return std::atoi(arguments[i]); };
    cv::Mat source(number(2), number(1), CV_8UC3);
    for (int y = 0; y < source.rows; ++y) {
        auto* row = source.ptr<unsigned char>(y);
        for (int i = 0; i < 3 * source.cols; ++i) row[i] = static_cast<unsigned char>((i * i + 7 * y) % 251);
    }
    cv::Mat target(number(4), number(3), CV_8UC3);
    cv::setNumThreads(number(6));
    const auto seconds_of = [&](int calls) {
        const auto begin = std::chrono::steady_clock::now();
        for (int i = 0; i < calls; ++i) cv::resize(source, target, target.size(), 0, 0, number(5));
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    };
    int calls = 1;
    while (seconds_of(calls) < 2e-3) calls *= 2;
    for (int sample = 0; sample < number(7); ++sample) std::printf("%.9f\n", seconds_of(calls) / calls);
    return 0;
}
