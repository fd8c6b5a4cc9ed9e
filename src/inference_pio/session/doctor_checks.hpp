// The doctor's single checks: each looks at one thing and gives one finding. doctor.cpp puts them together.
//
// Pure. Thread-safe.
#pragma once

#include "session/doctor.hpp"

namespace inference_pio {

// doctor_processor_checks.cpp
[[nodiscard]] Finding check_governor(const DoctorReadings& readings);
[[nodiscard]] Finding check_turbo(const DoctorReadings& readings);
[[nodiscard]] Finding check_threads(const DoctorReadings& readings);
[[nodiscard]] Finding check_quota(const DoctorReadings& readings);
[[nodiscard]] Finding check_other_processes(const DoctorReadings& readings);
[[nodiscard]] Finding check_cpu_pressure(const DoctorReadings& readings);
[[nodiscard]] Finding check_steal(const DoctorReadings& readings);
[[nodiscard]] Finding check_virtualisation(const DoctorReadings& readings);

// doctor_memory_checks.cpp
[[nodiscard]] Finding check_memory(const DoctorReadings& readings);
[[nodiscard]] Finding check_memory_limit(const DoctorReadings& readings);
[[nodiscard]] Finding check_memory_pressure(const DoctorReadings& readings);
[[nodiscard]] Finding check_swap(const DoctorReadings& readings);
[[nodiscard]] Finding check_huge_pages(const DoctorReadings& readings);
[[nodiscard]] Finding check_io_pressure(const DoctorReadings& readings);
[[nodiscard]] Finding check_cache(const DoctorReadings& readings);

// doctor_evidence_checks.cpp
[[nodiscard]] Finding check_counters(const DoctorReadings& readings);
[[nodiscard]] Finding check_energy(const DoctorReadings& readings);
[[nodiscard]] Finding check_sensors(const DoctorReadings& readings);

}  // namespace inference_pio
