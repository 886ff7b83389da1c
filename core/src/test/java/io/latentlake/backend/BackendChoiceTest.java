package io.latentlake.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BackendChoiceTest {
  private static final String A100 =
      "0, GPU-5fd4cd2d-7c1b-4e0c-8d6e-0f5f6a1c9a10, NVIDIA A100-SXM4-40GB, 8.0, 535.54.03\n";
  private static final String H100 =
      "1, GPU-0c2f4d8e-15a3-4a2c-9b57-3c1d7e3b2f61, NVIDIA H100 80GB HBM3, 9.0, 535.54.03\n";

  /** A machine as it was found. */
  private record Found(boolean hasClasses, GpuReport gpus, Optional<String> loadingObstacle)
      implements CudaMachine {
    static Found withCuda(String nvidiaSmi) {
      return new Found(true, GpuReport.parse(0, nvidiaSmi), Optional.empty());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Tesla K80, 3.7, 470.57.02",
    "Tesla M60, 5.2, 450.80.02",
    "Tesla P100-PCIE-16GB, 6.0, 510.47.03",
    "NVIDIA GeForce GTX 1080 Ti, 6.1, 525.60.13",
    "Tesla V100-SXM2-16GB, 7.0, 460.32.03",
    "Tesla T4, 7.5, 535.104.05",
    "NVIDIA A100-SXM4-40GB, 8.0, 535.54.03",
    "NVIDIA GeForce RTX 3090, 8.6, 550.54.14",
    "NVIDIA L4, 8.9, 570.86.15",
    "NVIDIA GeForce RTX 4090, 8.9, 580.65.06",
  })
  void cudaComputesWhereItsBinariesRun(String name, String capability, String driver) {
    Found machine = Found.withCuda("0, GPU-1, " + name + ", " + capability + ", " + driver + "\n");

    for (BackendDemand demand : new BackendDemand[] {BackendDemand.AUTO, BackendDemand.CUDA}) {
      BackendChoice choice = BackendChoice.of(demand, machine);

      assertThat(choice.backend()).isEqualTo(Backend.CUDA);
      assertThat(choice)
          .hasToString(
              "cuda on "
                  + name
                  + " (compute capability "
                  + capability
                  + ", driver "
                  + driver
                  + ")");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Tesla K40m, 3.5, 470.57.02",
    "NVIDIA H100 80GB HBM3, 9.0, 535.129.03",
    "NVIDIA H200, 9.0, 560.35.03",
    "NVIDIA B200, 10.0, 570.86.15",
    "NVIDIA GeForce RTX 5090, 12.0, 580.65.06",
  })
  void theCpuComputesWhereCudaHasNoCode(String name, String capability, String driver) {
    Found machine = Found.withCuda("0, GPU-1, " + name + ", " + capability + ", " + driver + "\n");

    assertThat(BackendChoice.of(BackendDemand.AUTO, machine))
        .hasToString(
            "cpu, because GPU 0 ("
                + name
                + ") has compute capability "
                + capability
                + ", but ND4J's CUDA binaries run only on 3.7 and 5.0 to 8.x");
    assertThatThrownBy(() -> BackendChoice.of(BackendDemand.CUDA, machine))
        .isInstanceOf(UnavailableBackendException.class)
        .hasMessage(
            "backend is cuda, but GPU 0 ("
                + name
                + ") has compute capability "
                + capability
                + ", but ND4J's CUDA binaries run only on 3.7 and 5.0 to 8.x; set backend to auto"
                + " or cpu");
  }

  @ParameterizedTest
  @CsvSource({"440.33.01", "450.51.06", "450.80", "418.226.00"})
  void anOldDriverIsNamedWithTheOneThatIsNeeded(String driver) {
    Found machine = Found.withCuda("0, GPU-1, Tesla T4, 7.5, " + driver + "\n");

    assertThat(BackendChoice.of(BackendDemand.AUTO, machine))
        .hasToString(
            "cpu, because the driver "
                + driver
                + " of GPU 0 (Tesla T4) is too old for CUDA 11, which needs 450.80.02 or newer");
  }

  @Test
  void oneUnsupportedDeviceRulesOutCuda() {
    assertThat(BackendChoice.of(BackendDemand.AUTO, Found.withCuda(A100 + H100)))
        .hasToString(
            "cpu, because GPU 1 (NVIDIA H100 80GB HBM3) has compute capability 9.0, but ND4J's CUDA"
                + " binaries run only on 3.7 and 5.0 to 8.x");
  }

  @Test
  void aProcessThatSeesOnlySupportedDevicesUsesThem() {
    GpuReport gpus = GpuReport.parse(0, A100 + H100);

    for (GpuReport seen : new GpuReport[] {gpus.visible(Optional.of("0")), gpus.only("0")}) {
      assertThat(
              BackendChoice.of(BackendDemand.AUTO, new Found(true, seen, Optional.empty()))
                  .backend())
          .isEqualTo(Backend.CUDA);
    }
  }

  @Test
  void equalDevicesAreListedOnce() {
    assertThat(BackendChoice.of(BackendDemand.AUTO, Found.withCuda(A100 + A100)))
        .hasToString("cuda on NVIDIA A100-SXM4-40GB (compute capability 8.0, driver 535.54.03)");
  }

  @Test
  void librariesThatDoNotLoadAreNamed() {
    Found machine =
        new Found(
            true,
            GpuReport.parse(0, A100),
            Optional.of("the libraries of CUDA 11 do not load: libcublas.so.11 is missing"));

    assertThat(BackendChoice.of(BackendDemand.AUTO, machine))
        .hasToString(
            "cpu, because the libraries of CUDA 11 do not load: libcublas.so.11 is missing");
    assertThatThrownBy(() -> BackendChoice.of(BackendDemand.CUDA, machine))
        .isInstanceOf(UnavailableBackendException.class)
        .hasMessageContaining("libcublas.so.11 is missing; set backend to auto or cpu");
  }

  @Test
  void aBuildWithoutCudaComputesOnTheCpuAndSaysHowToBuildWithCuda() {
    Found machine = new Found(false, GpuReport.parse(0, A100), Optional.empty());

    assertThat(BackendChoice.of(BackendDemand.AUTO, machine)).hasToString("cpu");
    assertThatThrownBy(() -> BackendChoice.of(BackendDemand.CUDA, machine))
        .isInstanceOf(UnavailableBackendException.class)
        .hasMessage(
            "backend is cuda, but this build has no CUDA; build with `mvn -P cuda package`, or"
                + " set backend to auto or cpu");
  }

  @Test
  void aDemandForTheCpuIsAlwaysMet() {
    assertThat(BackendChoice.of(BackendDemand.CPU, Found.withCuda(A100))).hasToString("cpu");
  }

  @ParameterizedTest
  @EnumSource
  void aDemandIsReadAsItIsWritten(BackendDemand demand) {
    assertThat(BackendDemand.of(demand.toString())).isEqualTo(demand);
  }

  @Test
  void anotherDemandIsRefused() {
    assertThatThrownBy(() -> BackendDemand.of("gpu"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("backend is gpu; allowed are auto, cpu and cuda");
  }
}
