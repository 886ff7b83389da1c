package io.latentlake.jobs;

import io.latentlake.progress.Progress;
import java.io.PrintWriter;
import org.apache.spark.sql.SparkSession;

/** Runs commands one after the other in one session, and keeps its pages up until it may end. */
final class ObservedCommands {
  private ObservedCommands() {}

  /** Prints a line with the pages' address when the commands are through. */
  public static void main(String[] arguments) throws Exception {
    PrintWriter out = new PrintWriter(System.out, true);
    PrintWriter err = new PrintWriter(System.err, true);
    SparkSession spark = SparkSessions.open("observed");
    for (String command : arguments[0].split(",")) {
      String[] call = arguments.clone();
      call[0] = command;
      int status = LatentLake.run(err, err, Progress.NONE, call);
      if (status != 0) {
        throw new IllegalStateException(command + " ended with status " + status);
      }
    }
    spark.sparkContext().listenerBus().waitUntilEmpty();
    out.println(spark.sparkContext().uiWebUrl().get());
    while (System.in.read() >= 0) {}
    spark.stop();
  }
}
