/**
 * Certificates, their keys and signatures: who may read and write which partitions. Nothing here keeps state; whatever
 * is parsed is not trusted. Protocol section 3.
 */
@NullMarked
package org.morango.certificate;

import org.jspecify.annotations.NullMarked;
