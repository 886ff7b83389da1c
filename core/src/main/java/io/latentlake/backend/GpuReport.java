package io.latentlake.backend;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The devices of a machine, as far as they are known.
 *
 * @param gpus the devices, in the order in which CUDA numbers them
 * @param problem why they are not known; empty if they are
 */
record GpuReport(List<Gpu> gpus, Optional<String> problem) {
  /** What nvidia-smi is asked for; a name may hold a comma, the others do not. */
  static final String FIELDS = "index,uuid,name,compute_cap,driver_version";

  private static final Pattern LINE =
      Pattern.compile("(\\d{1,4}), *([^,]*), *(.*), *([^,]*), *([^,]*)");
  private static final int SHOWN = 160;
  private static final Pattern ORDINAL = Pattern.compile("\\d{1,4}");

  GpuReport {
    gpus = List.copyOf(gpus);
  }

  /** Says that nothing is known. */
  static GpuReport unknown(String problem) {
    return new GpuReport(List.of(), Optional.of(problem));
  }

  /**
   * Reads what nvidia-smi printed.
   *
   * @param exitStatus how it ended
   * @param output its standard output and error
   */
  static GpuReport parse(int exitStatus, String output) {
    List<String> lines = output.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    if (exitStatus != 0) {
      String said = lines.isEmpty() ? "nothing" : shown(lines.get(0));
      return unknown("nvidia-smi ended with exit status " + exitStatus + " and said: " + said);
    }
    List<Gpu> gpus = new ArrayList<>();
    for (String line : lines) {
      Matcher fields = LINE.matcher(line);
      if (!fields.matches()) {
        return unknown("nvidia-smi said what cannot be read: " + shown(line));
      }
      gpus.add(
          new Gpu(
              Integer.parseInt(fields.group(1)),
              fields.group(2),
              fields.group(3),
              fields.group(4),
              fields.group(5)));
    }
    return gpus.isEmpty() ? unknown("nvidia-smi knows of no GPU") : known(gpus);
  }

  private static GpuReport known(List<Gpu> gpus) {
    return new GpuReport(gpus, Optional.empty());
  }

  /**
   * Those that CUDA shows to a process, renumbered.
   *
   * @param setting the environment's CUDA_VISIBLE_DEVICES, which nvidia-smi does not heed
   */
  GpuReport visible(Optional<String> setting) {
    if (problem.isPresent() || setting.isEmpty()) {
      return this;
    }
    List<Gpu> shown = new ArrayList<>();
    for (String entry : setting.get().split(",", -1)) {
      String device = entry.strip();
      if (device.startsWith("MIG-")) {
        // A part of a device that is not in the list: any of them
        return this;
      }
      Optional<Gpu> found =
          gpus.stream()
              .filter(gpu -> device.equals(Integer.toString(gpu.index())) || isPrefix(device, gpu))
              .findFirst();
      if (found.isEmpty()) {
        // CUDA takes the first that does not exist for the end of the list
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
   * The one that Spark has given to an executor.
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

  /** Why ND4J cannot compute on one of them; empty if nothing speaks against any. */
  Optional<String> obstacle() {
    return problem.or(() -> gpus.stream().map(Gpu::obstacle).flatMap(Optional::stream).findFirst());
  }

  private static String shown(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
  }
}
