package io.latentlake.model;

/**
 * What the files of a package hold; not copied. All but the first two may have no bytes, and are
 * then left out.
 */
record PackageFiles(
    byte[] archive, byte[] description, byte[] threshold, byte[] comparison, byte[] backbone) {}
