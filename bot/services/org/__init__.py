"""Takes over an organisation from the spreadsheets that an office has."""
