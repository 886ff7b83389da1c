package io.latentlake.train;

import java.util.ArrayList;
import java.util.List;

/**
 * Which worker trains on which images in one epoch.
 *
 * <p>The row groups are put into a random order and cut into minibatches, of which each worker gets
 * one contiguous stretch: a worker reads a group once, and only two workers may share one. Every
 * image comes once. The last minibatch may be smaller; a last one of a single image joins the one
 * before, because no variance can be taken over it.
 */
final class EpochPlan {
  private final List<List<Minibatch>> streams;
  private final int averagingFrequency;

  private EpochPlan(List<List<Minibatch>> streams, int averagingFrequency) {
    this.streams = streams;
    this.averagingFrequency = averagingFrequency;
  }

  /**
   * Plans an epoch.
   *
   * @param groups row groups of the training images
   * @param options minibatch size, workers and averaging frequency
   * @param seed decides the order together with the epoch
   * @param epoch epoch from 0
   * @return the plan
   */
  static EpochPlan of(List<RowGroup> groups, TrainOptions options, long seed, int epoch) {
    List<RowGroup> shuffled = new ArrayList<>(groups.size());
    for (int index : Permutation.of(groups.size(), seed, epoch)) {
      shuffled.add(groups.get(index));
    }
    List<Minibatch> minibatches = cut(shuffled, options.minibatch(), epoch);
    int last = minibatches.size() - 1;
    if (last > 0 && minibatches.get(last).rows() == 1) {
      minibatches.set(last - 1, minibatches.get(last - 1).followedBy(minibatches.remove(last)));
    }
    List<List<Minibatch>> streams = new ArrayList<>();
    int from = 0;
    for (int worker = 0; worker < options.workers(); worker++) {
      int share = minibatches.size() / options.workers();
      int to = from + share + (worker < minibatches.size() % options.workers() ? 1 : 0);
      streams.add(minibatches.subList(from, to));
      from = to;
    }
    return new EpochPlan(streams, options.averagingFrequency());
  }

  /**
   * Cuts row groups into minibatches, in order.
   *
   * @param groups row groups
   * @param size rows of a minibatch
   * @param epoch epoch from 0
   * @return the minibatches; only the last may have fewer rows
   */
  static List<Minibatch> cut(List<RowGroup> groups, int size, int epoch) {
    List<Minibatch> minibatches = new ArrayList<>();
    List<Minibatch.Segment> segments = new ArrayList<>();
    int room = size;
    for (RowGroup group : groups) {
      int offset = 0;
      while (offset < group.rows()) {
        int rows = Math.min(room, group.rows() - offset);
        segments.add(new Minibatch.Segment(group.file(), group.group(), offset, rows));
        offset += rows;
        room -= rows;
        if (room == 0) {
          minibatches.add(new Minibatch(epoch, segments));
          segments.clear();
          room = size;
        }
      }
    }
    if (!segments.isEmpty()) {
      minibatches.add(new Minibatch(epoch, segments));
    }
    return minibatches;
  }

  /** Averaging rounds of the epoch. */
  int rounds() {
    return (iterations() + averagingFrequency - 1) / averagingFrequency;
  }

  /** Steps the busiest worker takes; another may take one less. */
  int iterations() {
    return streams.get(0).size();
  }

  /**
   * The work of one round.
   *
   * @param round round from 0
   * @return minibatches of each worker that has any left
   */
  List<List<Minibatch>> round(int round) {
    List<List<Minibatch>> work = new ArrayList<>();
    int from = round * averagingFrequency;
    for (List<Minibatch> stream : streams) {
      if (from < stream.size()) {
        work.add(stream.subList(from, Math.min(from + averagingFrequency, stream.size())));
      }
    }
    return work;
  }
}
