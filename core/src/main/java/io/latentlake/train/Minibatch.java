package io.latentlake.train;

import java.io.Serializable;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Describes the images of one minibatch without holding them. As text it is a URI, because that is
 * how {@code dl4j-spark} hands work to its workers.
 *
 * @param epoch epoch from 0; it decides the order of rows within a group and the noise
 * @param segments runs of rows, in order
 */
record Minibatch(int epoch, List<Segment> segments) implements Serializable {
  // A local scheme, so that no file system is contacted when it is parsed.
  private static final String PREFIX = "file:///minibatch?epoch=";
  private static final Pattern FORM = Pattern.compile("epoch=(\\d+)&rows=([0-9._]+)");

  /**
   * A run of rows of one group.
   *
   * @param file index of the file
   * @param group index of the row group
   * @param offset first position, in the order the epoch gives the group
   * @param rows how many
   */
  record Segment(int file, int group, int offset, int rows) implements Serializable {
    @Override
    public String toString() {
      return file + "." + group + "." + offset + "." + rows;
    }
  }

  Minibatch {
    segments = List.copyOf(segments);
  }

  int rows() {
    return segments.stream().mapToInt(Segment::rows).sum();
  }

  Minibatch followedBy(Minibatch next) {
    List<Segment> all = new ArrayList<>(segments);
    all.addAll(next.segments);
    return new Minibatch(epoch, all);
  }

  String toUri() {
    return PREFIX
        + epoch
        + "&rows="
        + String.join("_", segments.stream().map(Segment::toString).toList());
  }

  static Minibatch parse(String uri) {
    Matcher form = FORM.matcher(String.valueOf(URI.create(uri).getQuery()));
    if (!form.matches()) {
      throw new IllegalArgumentException("not a minibatch: " + uri);
    }
    List<Segment> segments = new ArrayList<>();
    for (String text : form.group(2).split("_")) {
      String[] numbers = text.split("\\.");
      segments.add(
          new Segment(
              Integer.parseInt(numbers[0]),
              Integer.parseInt(numbers[1]),
              Integer.parseInt(numbers[2]),
              Integer.parseInt(numbers[3])));
    }
    return new Minibatch(Integer.parseInt(form.group(1)), segments);
  }
}
