package io.latentlake.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.hadoop.conf.Configuration;

/**
 * Row groups that a JVM keeps between minibatches, so that each is read from storage once an epoch.
 * Bounded; what was used longest ago leaves first.
 */
final class ImageGroupCache {
  /** The one all workers of a JVM share: a quarter of the heap, at most 512 MiB. */
  static final ImageGroupCache SHARED =
      new ImageGroupCache(Math.min(512L << 20, Runtime.getRuntime().maxMemory() / 4));

  private record Key(String file, int group) {}

  private final long maxBytes;
  private final Map<Key, CompletableFuture<ImageGroup>> groups =
      new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;
  private long reads;

  ImageGroupCache(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * The images of a row group. Two callers that want the same group at once share one read.
   *
   * @param hadoop how to reach the file
   * @param file URI of a Parquet file
   * @param group index of the row group
   * @return its images
   */
  ImageGroup get(Configuration hadoop, String file, int group) {
    Key key = new Key(file, group);
    CompletableFuture<ImageGroup> mine = new CompletableFuture<>();
    CompletableFuture<ImageGroup> found;
    synchronized (this) {
      found = groups.putIfAbsent(key, mine);
    }
    if (found == null) {
      read(hadoop, key, mine);
      found = mine;
    }
    try {
      return found.join();
    } catch (CompletionException e) {
      throw new UncheckedIOException(
          "row group " + group + " of " + file + " cannot be read", (IOException) e.getCause());
    }
  }

  /** What is kept. */
  synchronized long bytes() {
    return bytes;
  }

  synchronized long reads() {
    return reads;
  }

  private void read(Configuration hadoop, Key key, CompletableFuture<ImageGroup> into) {
    try {
      ImageGroup group = ImageGroup.read(hadoop, key.file(), key.group());
      into.complete(group);
      keep(group.bytes());
    } catch (IOException e) {
      forget(key, into, e);
    } catch (RuntimeException e) {
      // So does Parquet answer files that are damaged
      forget(key, into, new IOException(e));
    } catch (Error e) {
      forget(key, into, new IOException(e));
      throw e;
    }
  }

  private synchronized void keep(long more) {
    reads++;
    bytes += more;
    Iterator<CompletableFuture<ImageGroup>> oldest = groups.values().iterator();
    while (bytes > maxBytes && oldest.hasNext()) {
      drop(oldest);
    }
  }

  /** Lets go of all that is not being read at this moment. */
  synchronized void clear() {
    Iterator<CompletableFuture<ImageGroup>> all = groups.values().iterator();
    while (all.hasNext()) {
      drop(all);
    }
  }

  /** Lets go of the next, unless it is still being read. */
  private void drop(Iterator<CompletableFuture<ImageGroup>> next) {
    CompletableFuture<ImageGroup> group = next.next();
    if (group.isDone()) {
      bytes -= group.join().bytes();
      next.remove();
    }
  }

  private synchronized void forget(
      Key key, CompletableFuture<ImageGroup> into, IOException failure) {
    groups.remove(key, into);
    into.completeExceptionally(failure);
  }
}
