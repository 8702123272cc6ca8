//! Links and embed code to share.

/// Builds a link to an experiment on the site at `site`, an address that ends with a slash, with a recorded result if
/// there is one.
pub fn link(site: &str, query: &str, record: Option<&str>) -> String {
    match record {
        Some(record) => format!("{site}?{query}#{record}"),
        None => format!("{site}?{query}"),
    }
}

/// Builds the HTML that embeds an experiment: the site's script, and an element with the query's keys as attributes. Its content
/// is a link with a picture, for paper, feeds, and where the script does not run.
pub fn embed(site: &str, query: &str, title: &str) -> String {
    let mut element = String::from("<lanes-playground");
    let mut id = String::new();
    for (key, value) in form_urlencoded::parse(query.as_bytes()) {
        element += &format!(" {key}=\"{}\"", escaped(&value));
        if key == "x" {
            id = escaped(&value);
        }
    }
    let (site, link, title) = (escaped(site), escaped(&link(site, query, None)), escaped(title));
    format!(
        "<script type=\"module\" src=\"{site}embed.js\"></script>\n\
         {element}><a href=\"{link}\"><img src=\"{site}previews/{id}.png\" alt=\"\" width=\"320\" height=\"168\" \
         loading=\"lazy\">{title}, in Lanes</a></lanes-playground>"
    )
}

/// Escapes a text for an attribute value.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}

/// Builds a link with a title, in Markdown.
pub fn markdown(title: &str, link: &str) -> String {
    // Angle brackets allow parentheses in the address.
    ["[", title, " in Lanes](<", link, ">)"].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_ends_with_the_recorded_result() {
        assert_eq!(link("https://a.example/", "x=scaling", None), "https://a.example/?x=scaling");
        assert_eq!(
            link("https://a.example/", "x=scaling", Some("v1.AA")),
            "https://a.example/?x=scaling#v1.AA"
        );
    }

    #[test]
    fn embed_code_has_the_keys_of_the_query_and_a_link_with_a_picture() {
        assert_eq!(
            embed(
                "https://a.example/lanes/",
                "x=ten-requests&urls=http%3A%2F%2Fb.example%2F%3Fa%26b%22%3C",
                "Ten <requests>"
            ),
            "<script type=\"module\" src=\"https://a.example/lanes/embed.js\"></script>\n\
             <lanes-playground x=\"ten-requests\" urls=\"http://b.example/?a&amp;b&quot;&lt;\">\
             <a href=\"https://a.example/lanes/?x=ten-requests&amp;urls=http%3A%2F%2Fb.example%2F%3Fa%26b%22%3C\">\
             <img src=\"https://a.example/lanes/previews/ten-requests.png\" alt=\"\" width=\"320\" height=\"168\" \
             loading=\"lazy\">Ten &lt;requests>, in Lanes</a></lanes-playground>"
        );
    }

    #[test]
    fn a_link_in_markdown_has_a_title() {
        let link = markdown("Scaling", "https://a.example/?x=scaling");
        assert_eq!(link, "[Scaling in Lanes](<https://a.example/?x=scaling>)");
    }
}
