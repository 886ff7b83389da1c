package io.latentlake.backend;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** NVIDIA's program that lists which devices a machine has, and comes with every driver. */
final class NvidiaSmi {
  /** The program, wherever the path finds it. */
  static final String PROGRAM = "nvidia-smi";

  /** A driver that is not kept loaded takes seconds a device to wake up. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final int MAX_BYTES = 1 << 16;

  private NvidiaSmi() {}

  /**
   * Asks for the devices; waits no longer and reads no more than a sane answer takes.
   *
   * @param program what to run
   * @param patience how long it may take
   */
  static GpuReport ask(String program, Duration patience) {
    List<String> command =
        List.of(program, "--query-gpu=" + GpuReport.FIELDS, "--format=csv,noheader");
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      return GpuReport.unknown("there is no nvidia-smi, which every driver of NVIDIA's brings");
    }
    AtomicBoolean late = new AtomicBoolean();
    CompletableFuture<Void> limit =
        CompletableFuture.runAsync(
            () -> {
              late.set(true);
              end(process);
            },
            CompletableFuture.delayedExecutor(patience.toMillis(), TimeUnit.MILLISECONDS));
    try (InputStream output = process.getInputStream()) {
      process.getOutputStream().close();
      byte[] answer = output.readNBytes(MAX_BYTES + 1);
      if (answer.length > MAX_BYTES) {
        end(process);
        return GpuReport.unknown("nvidia-smi said more than " + MAX_BYTES + " bytes");
      }
      int exitStatus = process.waitFor();
      if (late.get()) {
        return GpuReport.unknown(
            "nvidia-smi did not answer within " + patience.toSeconds() + " seconds");
      }
      return GpuReport.parse(exitStatus, new String(answer, StandardCharsets.UTF_8));
    } catch (IOException e) {
      return GpuReport.unknown("the answer of nvidia-smi cannot be read: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      end(process);
      return GpuReport.unknown("nvidia-smi was interrupted");
    } finally {
      limit.cancel(false);
    }
  }

  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
