// Welch's t test of two sets with unequal variances.
//
// Source: Welch, "The generalization of Student's problem when several different population variances are involved"
// (Biometrika 34, 1947); degrees of freedom by Welch and Satterthwaite.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/result.hpp>
#include <span>

namespace inference_pio {

struct WelchTest {
    double difference = 0;  // mean of the second minus mean of the first
    double standard_error = 0;
    double degrees_of_freedom = 0;
    double p_value = 1;  // two-sided, in [0, 1]
    bool operator==(const WelchTest&) const = default;
};

// At least 2 finite values on each side. Two sets without any variance: p 1 where the means agree, else 0, and
// n + m - 2 degrees of freedom. O(n + m).
// Errors: invalid_argument, also where the values are too large to be squared.
[[nodiscard]] Result<WelchTest> compute_welch_test(std::span<const double> first, std::span<const double> second);

// The inverse of student_t_factor() (statistics/interval.hpp): two-sided p value of |t| with so many degrees of
// freedom (> 0; infinity: the normal distribution). In [0, 1]; 0 only where it is smaller than any double.
[[nodiscard]] double student_p_value(double t, double degrees_of_freedom);

}  // namespace inference_pio
