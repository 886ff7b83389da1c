package io.latentlake.cluster;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.spark.TaskContext;

/**
 * A local disk under another name, {@code faulty:///}, which fails where its settings say: once,
 * whichever of the processes that share it comes first.
 */
public final class FaultyFileSystem extends RawLocalFileSystem {
  /** Opening a path that matches this in a task fails. */
  static final String FAIL_OPEN = "fs.faulty.fail-open";

  /** Deleting a path that matches this ends the process, as a machine that is switched off. */
  static final String HALT_BEFORE_DELETE = "fs.faulty.halt-before-delete";

  /** A folder that remembers which faults have happened. */
  static final String MEMORY = "fs.faulty.memory";

  private static final int KILLED = 137;

  @Override
  public String getScheme() {
    return "faulty";
  }

  @Override
  public URI getUri() {
    return URI.create("faulty:///");
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    if (TaskContext.get() != null && isDue(FAIL_OPEN, path)) {
      throw new IOException(path + " cannot be read for once");
    }
    return super.open(path, bufferSize);
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    if (isDue(HALT_BEFORE_DELETE, path)) {
      Runtime.getRuntime().halt(KILLED);
    }
    return super.delete(path, recursive);
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    return plain(super.getFileStatus(path));
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    return Arrays.stream(super.listStatus(path))
        .map(FaultyFileSystem::plain)
        .toArray(FileStatus[]::new);
  }

  /** Without owner and permissions, for which the local disk would want a path of its own. */
  private static FileStatus plain(FileStatus file) {
    return new FileStatus(
        file.getLen(),
        file.isDirectory(),
        file.getReplication(),
        file.getBlockSize(),
        file.getModificationTime(),
        file.getPath());
  }

  private boolean isDue(String fault, Path path) throws IOException {
    String expression = getConf().get(fault);
    return expression != null
        && path.toString().matches(expression)
        && new File(getConf().get(MEMORY), fault).createNewFile();
  }
}
