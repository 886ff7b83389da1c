package io.latentlake.backend;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs nvidia-smi, NVIDIA's program that lists the devices of a machine; every driver includes it.
 */
final class NvidiaSmi {
  /** The program, found on the path. */
  static final String PROGRAM = "nvidia-smi";

  /** A driver that is not kept loaded needs seconds per device to start. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final int MAX_BYTES = 1 << 16;

  private NvidiaSmi() {}

  /**
   * Lists the devices; limits the time and the length of the output.
   *
   * @param program what to run
   * @param patience longest time it may take
   */
  static GpuReport ask(String program, Duration patience) {
    List<String> command =
        List.of(program, "--query-gpu=" + GpuReport.FIELDS, "--format=csv,noheader");
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      return GpuReport.unknown("there is no nvidia-smi, which every NVIDIA driver includes");
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
        return GpuReport.unknown("nvidia-smi printed more than " + MAX_BYTES + " bytes");
      }
      int exitStatus = process.waitFor();
      if (late.get()) {
        return late(patience);
      }
      return GpuReport.parse(exitStatus, new String(answer, StandardCharsets.UTF_8));
    } catch (IOException e) {
      // Ending a program closes its output, which may be met in the middle of a read
      return late.get()
          ? late(patience)
          : GpuReport.unknown("the output of nvidia-smi cannot be read: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      end(process);
      return GpuReport.unknown("nvidia-smi was interrupted");
    } finally {
      limit.cancel(false);
    }
  }

  private static GpuReport late(Duration patience) {
    return GpuReport.unknown(
        "nvidia-smi did not answer within " + patience.toSeconds() + " seconds");
  }

  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
