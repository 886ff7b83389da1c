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
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The step records of a pipeline, as images are forgotten: a step whose results are the same as if
 * the images had never been there need not run again. Those that sum over images do, and so do
 * those that chose some of them.
 */
final class StepRecords {
  private static final String JSON = ".json";

  /** Steps that make a row of each image from that image alone, when they take all images. */
  private static final Set<String> IMAGE_BY_IMAGE = Set.of("score", "embed", "explain");

  /** A record, and the runs of which it knew what lay there. */
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
   * Reads the records and looks which of them describe some runs as they are.
   *
   * @param hadoop how to reach them
   * @param output folder of the output
   * @param runs the runs that are about to be replaced
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

  /** The records below a folder: those of an image set, and those of its models one level down. */
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
   * Lets the records name the runs that stand in place of others, where that is true to what the
   * step would do.
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
            && "all".equals(standing.record().options().get(step + ".rows"));
  }
}
