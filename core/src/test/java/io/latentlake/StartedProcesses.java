package io.latentlake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** The processes that this JVM starts while something is done, as its flight recorder sees them. */
public final class StartedProcesses {
  private static final String EVENT = "jdk.ProcessStart";

  private StartedProcesses() {}

  /** Work that may fail. */
  @FunctionalInterface
  public interface Work {
    /**
     * Does it.
     *
     * @throws Exception if it fails
     */
    void run() throws Exception;
  }

  /**
   * Does something and watches.
   *
   * @param work what to do
   * @return the commands that were started, each once for every time
   * @throws Exception if the work failed
   */
  public static List<String> during(Work work) throws Exception {
    Path file = Files.createTempFile("processes", ".jfr");
    try (Recording recording = new Recording()) {
      recording.enable(EVENT).withoutThreshold();
      recording.start();
      work.run();
      recording.stop();
      recording.dump(file);
      return commands(file);
    } finally {
      Files.delete(file);
    }
  }

  private static List<String> commands(Path file) throws IOException {
    List<String> commands = new ArrayList<>();
    for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
      if (event.getEventType().getName().equals(EVENT)) {
        commands.add(event.getString("command"));
      }
    }
    return commands;
  }
}
