package org.morango.hibernate.internal.model;

/** The key of a referenced row that has no record. It stands where values have the id of a record otherwise. */
public record RowKey(Object key) {
    @Override
    public String toString() {
        return KeyCodec.text(key);
    }
}
