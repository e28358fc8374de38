#include "base/machine.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <string>

#include "support/scratch_folder.hpp"

namespace convoyrisk {
namespace {

void place(const tests::ScratchFolder& root, const std::string& file, const std::string& text) {
  std::filesystem::create_directories((root / file).parent_path());
  tests::write_file(root / file, text);
}

}  // namespace

TEST_CASE("without control groups the machine's memory counts and processors have no quota", "[base]") {
  const tests::ScratchFolder root;
  CHECK(usable_memory_bytes(root.path()) > 1e6);
  CHECK(processor_quota(root.path()) == 0);
}

TEST_CASE("the least limit of a group and those above it counts", "[base]") {
  const tests::ScratchFolder root;
  place(root, "proc/self/cgroup", "0::/jobs/run\n");
  place(root, "sys/fs/cgroup/memory.max", "max\n");
  place(root, "sys/fs/cgroup/jobs/memory.max", "1000000\n");
  place(root, "sys/fs/cgroup/jobs/run/memory.max", "2000000\n");
  place(root, "sys/fs/cgroup/jobs/cpu.max", "max 100000\n");
  place(root, "sys/fs/cgroup/jobs/run/cpu.max", "150000 100000\n");
  CHECK(usable_memory_bytes(root.path()) == 1e6);
  CHECK(processor_quota(root.path()) == 2);
}

TEST_CASE("inside a container the group's own folder is not there, and the limits stand at the top", "[base]") {
  const tests::ScratchFolder root;
  place(root, "proc/self/cgroup", "0::/system.slice/docker-1.scope\n");
  place(root, "sys/fs/cgroup/memory.max", "5000000\n");
  place(root, "sys/fs/cgroup/cpu.max", "20000 100000\n");
  CHECK(usable_memory_bytes(root.path()) == 5e6);
  CHECK(processor_quota(root.path()) == 1);
}

TEST_CASE("control groups of version 1 count too", "[base]") {
  const tests::ScratchFolder root;
  place(root, "proc/self/cgroup", "4:memory:/box\n2:cpu,cpuacct:/box\n");
  place(root, "sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
  place(root, "sys/fs/cgroup/memory/box/memory.limit_in_bytes", "7000000\n");
  place(root, "sys/fs/cgroup/cpu/box/cpu.cfs_quota_us", "250000\n");
  place(root, "sys/fs/cgroup/cpu/box/cpu.cfs_period_us", "100000\n");
  place(root, "sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n");
  place(root, "sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
  CHECK(usable_memory_bytes(root.path()) == 7e6);
  CHECK(processor_quota(root.path()) == 3);
}

}  // namespace convoyrisk
