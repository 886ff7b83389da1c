package io.latentlake.jobs;

import io.latentlake.table.ForgetResult.Affected;
import io.latentlake.table.ForgetResult.Rewritten;
import io.latentlake.table.WrittenRun;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Updates the step records of a pipeline when images are forgotten. A step whose results do not
 * depend on other images need not run again. Steps that aggregate over images or selected some of
 * them run again.
 */
final class StepRecords {
  private static final String JSON = ".json";

  /** Steps whose rows depend on one image each, if they process all images. */
  private static final Set<String> IMAGE_BY_IMAGE = Set.of("score", "embed", "explain");

  /** A record, and the runs that it described correctly. */
  private record Standing(Path path, StepRecord record, Set<Path> runs) {
    String step() {
      return path.getName().substring(0, path.getName().length() - JSON.length());
    }
  }

  private final Configuration hadoop;
  private final List<Standing> standing;

  private StepRecords(Configuration hadoop, List<Standing> standing) {
    this.hadoop = hadoop;
    this.standing = standing;
  }

  /**
   * Reads the records and finds those that describe the given runs correctly.
   *
   * @param hadoop how to reach them
   * @param output folder of the output
   * @param runs the runs that will be replaced
   * @return the records
   */
  static StepRecords of(Configuration hadoop, String output, List<Affected> runs)
      throws IOException {
    Path folder = new Path(output, PipelineJob.RECORDS);
    FileSystem files = folder.getFileSystem(hadoop);
    Map<Path, PlaceListing> now = new HashMap<>();
    for (Affected run : runs) {
      now.put(new Path(run.uri()), PlaceListing.of(hadoop, run.uri()));
    }
    List<Standing> standing = new ArrayList<>();
    try {
      for (Path path : records(files, folder)) {
        Optional<StepRecord> record = StepRecord.read(files, path);
        if (record.isPresent()) {
          Set<Path> known = new HashSet<>();
          now.forEach(
              (run, listing) -> {
                if (record.get().describes(run, listing)) {
                  known.add(run);
                }
              });
          standing.add(new Standing(path, record.get(), known));
        }
      }
    } catch (FileNotFoundException e) {
      return new StepRecords(hadoop, List.of());
    }
    return new StepRecords(hadoop, standing);
  }

  /** The records below a folder: those of an image set, and one level down those of its models. */
  private static List<Path> records(FileSystem files, Path folder) throws IOException {
    List<Path> found = new ArrayList<>();
    for (FileStatus entry : files.listStatus(folder)) {
      if (entry.isDirectory()) {
        found.addAll(records(files, entry.getPath()));
      } else if (entry.getPath().getName().endsWith(JSON)) {
        found.add(entry.getPath());
      }
    }
    return found;
  }

  /**
   * Makes the records name the replacing runs, if the step would write the same.
   *
   * @param rewritten runs that replaced others
   * @param retrain whether training counts as having to run again
   */
  void follow(List<Rewritten> rewritten, boolean retrain) throws IOException {
    for (Standing record : standing) {
      Map<Path, WrittenRun> moved = new HashMap<>();
      for (Rewritten run : rewritten) {
        Path before = new Path(run.before().uri());
        if (record.runs().contains(before)) {
          moved.put(before, run.after());
        }
      }
      if (!moved.isEmpty() && follows(record, retrain)) {
        record
            .record()
            .moved(moved, hadoop)
            .write(record.path().getFileSystem(hadoop), record.path());
      }
    }
  }

  private static boolean follows(Standing standing, boolean retrain) {
    String step = standing.step();
    return step.equals("ingest")
        || step.equals("train") && !retrain
        || IMAGE_BY_IMAGE.contains(step)
            && "all".equals(standing.record().options().get(step + ".rows"))
            && !(step.equals("embed") && comparesImages(standing.record()));
  }

  /** Neighbours and clusters are found among all images. */
  private static boolean comparesImages(StepRecord embed) {
    return Stream.of("embed.neighbours", "embed.clusters")
        .anyMatch(key -> !"0".equals(embed.options().getOrDefault(key, "0")));
  }
}
