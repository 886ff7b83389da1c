package io.latentlake.backend;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The devices of a machine, or why they are unknown.
 *
 * @param gpus the devices, in the order in which CUDA numbers them
 * @param problem why they are unknown; empty if they are known
 */
record GpuReport(List<Gpu> gpus, Optional<String> problem) {
  /** The fields to query from nvidia-smi; only a name may contain a comma. */
  static final String FIELDS = "index,uuid,name,compute_cap,driver_version";

  private static final Pattern LINE =
      Pattern.compile("(\\d{1,4}), *([^,]*), *(.*), *([^,]*), *([^,]*)");
  private static final int SHOWN = 160;
  private static final Pattern ORDINAL = Pattern.compile("\\d{1,4}");

  GpuReport {
    gpus = List.copyOf(gpus);
  }

  /** A report of unknown devices. */
  static GpuReport unknown(String problem) {
    return new GpuReport(List.of(), Optional.of(problem));
  }

  /**
   * Parses the output of nvidia-smi.
   *
   * @param exitStatus how it ended
   * @param output its standard output and error
   */
  static GpuReport parse(int exitStatus, String output) {
    List<String> lines = output.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    if (exitStatus != 0) {
      String said = lines.isEmpty() ? "nothing" : shown(lines.get(0));
      return unknown("nvidia-smi ended with exit status " + exitStatus + " and printed: " + said);
    }
    List<Gpu> gpus = new ArrayList<>();
    for (String line : lines) {
      Matcher fields = LINE.matcher(line);
      if (!fields.matches()) {
        return unknown("nvidia-smi printed an unexpected line: " + shown(line));
      }
      gpus.add(
          new Gpu(
              Integer.parseInt(fields.group(1)),
              fields.group(2),
              fields.group(3),
              fields.group(4),
              fields.group(5)));
    }
    return gpus.isEmpty() ? unknown("nvidia-smi lists no GPU") : known(gpus);
  }

  private static GpuReport known(List<Gpu> gpus) {
    return new GpuReport(gpus, Optional.empty());
  }

  /**
   * The devices that CUDA shows to a process, renumbered.
   *
   * @param setting the environment's CUDA_VISIBLE_DEVICES, which nvidia-smi ignores
   */
  GpuReport visible(Optional<String> setting) {
    if (problem.isPresent() || setting.isEmpty()) {
      return this;
    }
    List<Gpu> shown = new ArrayList<>();
    for (String entry : setting.get().split(",", -1)) {
      String device = entry.strip();
      if (device.startsWith("MIG-")) {
        // A part (MIG) of a device that is not in the list
        return this;
      }
      Optional<Gpu> found =
          gpus.stream()
              .filter(gpu -> device.equals(Integer.toString(gpu.index())) || isPrefix(device, gpu))
              .findFirst();
      if (found.isEmpty()) {
        // CUDA ends the list at the first device that does not exist
        break;
      }
      shown.add(found.get());
    }
    return shown.isEmpty()
        ? unknown("CUDA_VISIBLE_DEVICES is \"" + shown(setting.get()) + "\" and hides every GPU")
        : known(shown);
  }

  private static boolean isPrefix(String device, Gpu gpu) {
    return device.startsWith("GPU-") && gpu.uuid().startsWith(device);
  }

  /**
   * The device that Spark assigned to an executor.
   *
   * @param address its number among those that are visible
   */
  GpuReport only(String address) {
    if (problem.isPresent()) {
      return this;
    }
    boolean exists = ORDINAL.matcher(address).matches() && Integer.parseInt(address) < gpus.size();
    return exists
        ? known(List.of(gpus.get(Integer.parseInt(address))))
        : unknown(
            "Spark gives the task the GPU "
                + shown(address)
                + ", but the machine has "
                + gpus.size()
                + ", counted from 0");
  }

  /** Why ND4J cannot compute on one of them; empty if it can on all. */
  Optional<String> obstacle() {
    return problem.or(() -> gpus.stream().map(Gpu::obstacle).flatMap(Optional::stream).findFirst());
  }

  private static String shown(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
  }
}
