package io.latentlake.bench;

import java.io.IOException;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Somebody else's program, run in each round beside ours.
 *
 * @param cases what it is run for: found in {@link Case#id}
 * @param command for the shell; {@code {benchmark}}, {@code {network}}, {@code {minibatch}} and
 *     {@code {threads}} stand for those of the case
 */
record Peer(Pattern cases, String command) {
  /** Reads {@code REGEX=COMMAND}. */
  static Peer parse(String text) {
    int equals = text.indexOf('=');
    if (equals < 1 || equals == text.length() - 1) {
      throw new IllegalArgumentException(
          "--peer is " + text + "; it reads REGEX=COMMAND, such as 'train:vae28:128=./other'");
    }
    return new Peer(Pattern.compile(text.substring(0, equals)), text.substring(equals + 1));
  }

  boolean measures(Case one) {
    return cases.matcher(one.id()).find();
  }

  /** Images a second, as the program prints it under the case's metric. */
  double measure(Case one, int threads) throws IOException, InterruptedException {
    String filled =
        command
            .replace("{benchmark}", one.benchmark())
            .replace("{network}", one.network())
            .replace("{minibatch}", Integer.toString(one.minibatch()))
            .replace("{threads}", Integer.toString(threads));
    Map<String, Double> figures =
        new PrintedFigures("the peer", new ProcessBuilder("sh", "-c", filled)).read();
    Double figure = figures.get(one.metric());
    if (figure == null) {
      throw new IOException("the peer's `" + filled + "` printed no line " + one.metric() + " N");
    }
    return figure;
  }
}
