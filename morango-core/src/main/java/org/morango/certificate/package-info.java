/**
 * Certificates, their keys and signatures: who may read and write which partitions. Nothing here keeps state, and
 * parsed input is not trusted. See docs/protocol.md, "Certificates".
 */
@NullMarked
package org.morango.certificate;

import org.jspecify.annotations.NullMarked;
