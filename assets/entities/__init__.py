"""Who seems to be behind the ads: identifiers, links, advertisers, stays."""
