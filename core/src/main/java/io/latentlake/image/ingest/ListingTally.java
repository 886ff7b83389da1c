package io.latentlake.image.ingest;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.spark.sql.Row;

/** Aggregates a listing item by item; the order does not matter. */
final class ListingTally implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Items of which the same is decided. */
  record Group(String split, boolean aside, boolean faulty) implements Serializable {}

  /** How many they are, and what they amount to. */
  static final class Sums implements Serializable {
    private static final long serialVersionUID = 1L;

    private long items;
    private long bytes;
    private long a;
    private long b;

    long items() {
      return items;
    }

    long bytes() {
      return bytes;
    }

    /** First half of the fingerprint. */
    long a() {
      return a;
    }

    /** Second half of the fingerprint. */
    long b() {
      return b;
    }

    private void add(long moreItems, long moreBytes, long hashA, long hashB) {
      items += moreItems;
      bytes += moreBytes;
      // Exclusive or: independent of the order, and it cannot overflow.
      a ^= hashA;
      b ^= hashB;
    }
  }

  private static final Comparator<Row> BY_ID = new ById();

  private final Map<Group, Sums> groups = new HashMap<>();
  private final TreeSet<Row> first = new TreeSet<>(BY_ID);
  private final int firstWanted;
  private String sampleFault = "";

  /** Keeps that many of the usable items, those whose ids sort first. */
  ListingTally(int firstWanted) {
    this.firstWanted = firstWanted;
  }

  /** Takes an item in, with its bytes if they are known. */
  ListingTally add(Group group, Long bytes, long hashA, long hashB) {
    sums(group).add(1, bytes == null ? 0 : bytes, hashA, hashB);
    return this;
  }

  boolean keepsFirst() {
    return firstWanted > 0;
  }

  void keepIfFirst(Row item) {
    if (first.size() < firstWanted || BY_ID.compare(item, first.last()) < 0) {
      first.add(item);
      if (first.size() > firstWanted) {
        first.pollLast();
      }
    }
  }

  void sampleFault(String fault) {
    // The smallest, so that the order does not matter.
    if (sampleFault.isEmpty() || fault.compareTo(sampleFault) < 0) {
      sampleFault = fault;
    }
  }

  ListingTally merge(ListingTally other) {
    other.groups.forEach((group, sums) -> sums(group).add(sums.items, sums.bytes, sums.a, sums.b));
    other.first.forEach(this::keepIfFirst);
    if (!other.sampleFault.isEmpty()) {
      sampleFault(other.sampleFault);
    }
    return this;
  }

  Map<Group, Sums> groups() {
    return groups;
  }

  List<Row> first() {
    return new ArrayList<>(first);
  }

  String sampleFault() {
    return sampleFault;
  }

  private Sums sums(Group group) {
    return groups.computeIfAbsent(group, any -> new Sums());
  }

  private static final class ById implements Comparator<Row>, Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public int compare(Row one, Row other) {
      int byId = one.<String>getAs(Items.IMAGE_ID).compareTo(other.getAs(Items.IMAGE_ID));
      return byId != 0
          ? byId
          : one.<String>getAs(Items.URI).compareTo(other.<String>getAs(Items.URI));
    }
  }
}
