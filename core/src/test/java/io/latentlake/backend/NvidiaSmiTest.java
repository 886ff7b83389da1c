package io.latentlake.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NvidiaSmiTest {
  @TempDir private Path folder;

  @Test
  void theQueryAsksForTheFieldsThatAreParsed() throws IOException {
    GpuReport report =
        ask(
            "test \"$*\" = '--query-gpu=index,uuid,name,compute_cap,driver_version"
                + " --format=csv,noheader' || exit 3\n"
                + "echo '0, GPU-1, Tesla T4, 7.5, 460.32.03'\n");

    assertThat(report.problem()).isEmpty();
    assertThat(report.gpus()).containsExactly(new Gpu(0, "GPU-1", "Tesla T4", "7.5", "460.32.03"));
  }

  @Test
  void withoutADriverThereIsNone() {
    String missing = folder.resolve("nvidia-smi").toString();

    assertThat(NvidiaSmi.ask(missing, NvidiaSmi.PATIENCE).problem())
        .contains("there is no nvidia-smi, which every NVIDIA driver includes");
  }

  @Test
  void errorsOnStandardErrorAreReadToo() throws IOException {
    assertThat(ask("echo 'No devices were found' >&2; exit 6\n").problem())
        .contains("nvidia-smi ended with exit status 6 and printed: No devices were found");
  }

  @Test
  void oneThatHangsIsEndedWithAllItStarted() throws IOException {
    GpuReport report = NvidiaSmi.ask(program("sleep 3600 & sleep 3600\n"), Duration.ofSeconds(1));

    assertThat(report.problem()).contains("nvidia-smi did not answer within 1 seconds");
  }

  @Test
  void endlessOutputIsNotRead() throws IOException {
    assertThat(ask("exec yes\n").problem()).contains("nvidia-smi printed more than 65536 bytes");
  }

  private GpuReport ask(String script) throws IOException {
    return NvidiaSmi.ask(program(script), NvidiaSmi.PATIENCE);
  }

  private String program(String script) throws IOException {
    Path program =
        Files.createFile(
            folder.resolve("nvidia-smi"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    return Files.writeString(program, "#!/bin/sh\n" + script).toString();
  }
}
