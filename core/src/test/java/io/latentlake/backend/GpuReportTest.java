package io.latentlake.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GpuReportTest {
  private static final GpuReport THREE =
      GpuReport.parse(
          0,
          """
          0, GPU-aaaa1111-7c1b-4e0c-8d6e-0f5f6a1c9a10, Tesla V100-SXM2-16GB, 7.0, 460.32.03
          1, GPU-bbbb2222-15a3-4a2c-9b57-3c1d7e3b2f61, Tesla V100-SXM2-16GB, 7.0, 460.32.03
          2, GPU-cccc3333-9b57-4c2e-8a10-9a1b7e3b2f61, Tesla T4, 7.5, 460.32.03
          """);

  @Test
  void everyLineIsADevice() {
    assertThat(THREE.problem()).isEmpty();
    assertThat(THREE.obstacle()).isEmpty();
    assertThat(THREE.gpus())
        .hasSize(3)
        .contains(
            new Gpu(2, "GPU-cccc3333-9b57-4c2e-8a10-9a1b7e3b2f61", "Tesla T4", "7.5", "460.32.03"));
  }

  @Test
  void aNameMayHoldACommaAndADeviceThatIsPartitionedIsOne() {
    GpuReport report =
        GpuReport.parse(0, "0, GPU-1, NVIDIA A100-SXM4-40GB, MIG 1g.5gb, 8.0, 535.54.03\r\n");

    assertThat(report.gpus())
        .containsExactly(
            new Gpu(0, "GPU-1", "NVIDIA A100-SXM4-40GB, MIG 1g.5gb", "8.0", "535.54.03"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "9 | NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.",
        "6 | No devices were found",
        "2 | Field \"compute_cap\" is not a valid field to query.",
        "18 | Failed to initialize NVML: Driver/library version mismatch",
      })
  void errorsOfNvidiaSmiArePassedOn(int exitStatus, String said) {
    assertThat(GpuReport.parse(exitStatus, said + "\nMore of it.\n").obstacle())
        .contains("nvidia-smi ended with exit status " + exitStatus + " and printed: " + said);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Tesla T4",
        "0, GPU-1, Tesla T4, 7.5",
        "first, GPU-1, Tesla T4, 7.5, 460.32.03",
        "99999999999, GPU-1, Tesla T4, 7.5, 460.32.03",
        "<html><body>Sign in</body></html>",
      })
  void unexpectedOutputIsShown(String said) {
    assertThat(GpuReport.parse(0, said).obstacle())
        .contains("nvidia-smi printed an unexpected line: " + said);
  }

  @Test
  void emptyOutputMeansNoDevice() {
    assertThat(GpuReport.parse(0, "\n").obstacle()).contains("nvidia-smi lists no GPU");
    assertThat(GpuReport.parse(1, "").obstacle())
        .contains("nvidia-smi ended with exit status 1 and printed: nothing");
  }

  @Test
  void aLongErrorIsCut() {
    assertThat(GpuReport.parse(1, "x".repeat(5000)).obstacle().orElseThrow())
        .hasSizeLessThan(300)
        .endsWith("x...");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[N/A] | 460.32.03 | nvidia-smi gives [N/A] as the compute capability of GPU 0 (Tesla T4)",
        "7.5 | [Unknown Error] | nvidia-smi gives [Unknown Error] as the driver of GPU 0 (Tesla"
            + " T4)",
      })
  void aDeviceThatIsOutOfOrderIsNamed(String capability, String driver, String obstacle) {
    GpuReport report =
        GpuReport.parse(0, "0, GPU-1, Tesla T4, " + capability + ", " + driver + "\n");

    assertThat(report.obstacle()).contains(obstacle);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2,0 | 2 0",
        " 1 , 2 | 1 2",
        "1,7,0 | 1",
        "0,-1,2 | 0",
        "GPU-cccc,GPU-aaaa1111-7c1b-4e0c-8d6e-0f5f6a1c9a10 | 2 0",
        "MIG-GPU-aaaa1111/1/0 | 0 1 2",
      })
  void visibleDevicesAreSelectedAndReordered(String setting, String indexes) {
    List<String> shown =
        THREE.visible(Optional.of(setting)).gpus().stream()
            .map(gpu -> Integer.toString(gpu.index()))
            .toList();

    assertThat(String.join(" ", shown)).isEqualTo(indexes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "NoDevFiles"})
  void everyDeviceMayBeHidden(String setting) {
    assertThat(THREE.visible(Optional.of(setting)).obstacle())
        .contains("CUDA_VISIBLE_DEVICES is \"" + setting + "\" and hides every GPU");
  }

  @Test
  void anAddressIsAnIndexOfVisibleDevices() {
    assertThat(THREE.visible(Optional.of("2,1")).only("0").gpus())
        .extracting(Gpu::index)
        .containsExactly(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"3", "-1", "GPU-aaaa", "12345"})
  void anAddressWithoutADeviceIsNamed(String address) {
    assertThat(THREE.only(address).obstacle())
        .contains(
            "Spark gives the task the GPU " + address + ", but the machine has 3, counted from 0");
  }
}
