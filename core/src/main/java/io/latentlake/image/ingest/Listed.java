package io.latentlake.image.ingest;

import io.latentlake.image.ImageRejectedException;
import io.latentlake.table.RejectReason;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * What a folder holds under a name.
 *
 * @param path where it lies
 * @param folder whether it is a folder that can be listed
 * @param bytes its length
 * @param modified ms since 1970
 * @param fault why it cannot be used, if that is known already
 */
record Listed(
    Path path, boolean folder, long bytes, long modified, Optional<ImageRejectedException> fault) {
  static Listed of(FileStatus file) {
    return new Listed(
        file.getPath(),
        file.isDirectory(),
        file.getLen(),
        file.getModificationTime(),
        Optional.empty());
  }

  static Listed unusable(Path path, RejectReason reason, String detail) {
    return new Listed(path, false, 0, 0, Optional.of(new ImageRejectedException(reason, detail)));
  }

  boolean hidden() {
    return path.getName().startsWith(".") || path.getName().startsWith("_");
  }
}
