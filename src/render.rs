//! View structs through templates to HTML. The one home of tera.
