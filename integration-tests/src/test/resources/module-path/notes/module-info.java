module notes {
    requires org.morango.hibernate;

    opens notes to org.hibernate.orm.core;
}
